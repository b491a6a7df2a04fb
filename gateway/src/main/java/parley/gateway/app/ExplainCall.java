package parley.gateway.app;

import java.io.PrintStream;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks a running gateway why a page view gets what it gets, and prints the answer.
final class ExplainCall {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final CommandLine.Explain asked;

    private ExplainCall(CommandLine.Explain asked) {
        this.asked = asked;
    }

    /// @throws StartFailure says in one line why there is no answer
    static void run(CommandLine.Explain asked, Map<String, String> environment, PrintStream out) {
        try (var gateway = GatewayCall.to(asked.url(), environment)) {
            var answer = gateway.post("/explain", new ExplainCall(asked).body());
            if (asked.json()) {
                out.println(answer.toPrettyString());
            } else {
                print(answer, out);
            }
        }
    }

    private String body() {
        var body = JSON.createObjectNode().put("page", asked.page());
        if (asked.visitor() != null) {
            try {
                body.set("visitor", JSON.readTree(asked.visitor()));
            } catch (JacksonException e) {
                throw new StartFailure("--visitor: no JSON: " + e.getOriginalMessage(), e);
            }
        }
        return body.toString();
    }

    private static void print(JsonNode answer, PrintStream out) {
        out.println(answer.path("because").asString(""));
        out.println();
        for (var step : answer.path("steps")) {
            out.printf(
                    "  %-3s %-13s %s%n",
                    step.path("passes").asBoolean() ? "ok" : "no",
                    step.path("step").asString(""),
                    step.path("says").asString(""));
        }
        for (var candidate : answer.path("candidates")) {
            out.printf(
                    "%n%s. \"%s\": %s, %s%n",
                    candidate.path("position").asInt(),
                    candidate.path("name").asString(""),
                    candidate.path("result").asString(""),
                    candidate.path("because").asString(""));
            var rules = candidate.path("rules");
            rules(out, "include", rules.path("include"));
            rules(out, "exclude", rules.path("exclude"));
            rules.path("groups").forEach(it -> rules(out, "group", it.path("rules")));
            rules.path("excludeGroups")
                    .forEach(it -> rules(out, "exclude group", it.path("rules")));
            for (var fact : candidate.path("availability").path("facts")) {
                out.printf(
                        "  %-13s %-7s %s: %s%n",
                        "team",
                        fact.path("holds").asBoolean(),
                        fact.path("what").asString(""),
                        fact.path("why").asString(""));
            }
        }
    }

    private static void rules(PrintStream out, String section, JsonNode rules) {
        for (var rule : rules) {
            out.printf(
                    "  %-13s %-7s %s (%s)%n",
                    section,
                    rule.path("truth").asString(""),
                    rule.path("says").asString(""),
                    rule.path("found").asString("not known"));
        }
    }
}
