package parley.gateway.app.config;

import java.net.URI;

/// How browsers reach the gateway: through the proxy that ends TLS, if there is one.
///
/// @param visitorUrl of the visitors' listener, such as `https://chat.example.com`; empty: where it
///   listens
/// @param agentUrl of the agents' listener; empty: where it listens
public record PublicConfig(String visitorUrl, String agentUrl) {
    public PublicConfig {
        check("visitorUrl", visitorUrl);
        check("agentUrl", agentUrl);
    }

    static PublicConfig defaults() {
        return new PublicConfig("", "");
    }

    private static void check(String name, String url) {
        if (!url.isEmpty() && !isOrigin(url)) {
            throw new IllegalArgumentException(
                    name + ": '" + url + "' (expected: https://host or http://host:port, no path)");
        }
    }

    private static boolean isOrigin(String url) {
        try {
            var parsed = URI.create(url);
            return ("https".equals(parsed.getScheme()) || "http".equals(parsed.getScheme()))
                    && parsed.getHost() != null
                    && parsed.getPath().isEmpty()
                    && parsed.getQuery() == null
                    && parsed.getUserInfo() == null;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
