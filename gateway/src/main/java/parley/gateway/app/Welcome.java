package parley.gateway.app;

import parley.gateway.app.config.Config;

/// What a person who started the gateway wants to know.
final class Welcome {
    private Welcome() {}

    static String text(Config config, Gateway.Ports ports) {
        return """

        Parley is running.

          Metrics     http://%1$s:%2$d/metrics
          Health      http://%1$s:%2$d/ready

        Stop it with Ctrl-C.

        """
                .formatted(config.ops().host(), ports.ops());
    }
}
