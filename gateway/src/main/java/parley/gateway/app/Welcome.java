package parley.gateway.app;

import java.util.Map;
import parley.gateway.app.config.Config;

/// What a person who started the gateway wants to know.
///
/// @param tokens API tokens of the example's agents, by first name
record Welcome(Config config, Gateway.Ports ports, Map<String, String> tokens) {
    String text() {
        var agents = AgentSide.url(config, ports.agent());
        return """

        Parley is running.

          Demo shop   %s/demo/
          Console     %s/console/
        %s  Metrics     http://%s:%d/metrics

        Stop it with Ctrl-C.

        """
                .formatted(agents, agents, people(), config.ops().host(), ports.ops());
    }

    private String people() {
        var lines = new StringBuilder();
        tokens.forEach((name, token) ->
                lines.append("                sign in as %s with %s%n".formatted(name, token)));
        return lines.toString();
    }
}
