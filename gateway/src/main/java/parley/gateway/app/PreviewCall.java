package parley.gateway.app;

import java.io.PrintStream;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Makes a link that shows a draft on the real page, and prints it.
final class PreviewCall {
    private PreviewCall() {}

    /// @throws StartFailure says in one line why there is none
    static void run(CommandLine.Preview asked, Map<String, String> environment, PrintStream out) {
        var body = JsonMapper.shared().createObjectNode();
        if (asked.page() != null) {
            body.put("page", asked.page());
        }
        if (asked.availability() != null) {
            body.put("availability", asked.availability());
        }
        try (var gateway = GatewayCall.to(asked.url(), environment)) {
            var path = "/chatflows/" + asked.chatflow() + "/preview";
            var made = gateway.post(path, body.toString());
            out.println(made.path("link").asString(""));
            out.println("until " + made.path("until").asString(""));
        }
    }
}
