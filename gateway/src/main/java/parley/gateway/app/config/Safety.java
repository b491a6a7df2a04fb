package parley.gateway.app.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/// Combinations that are each fine and together dangerous (security.md §4, case 128).
final class Safety {
    private Safety() {}

    static List<String> problems(Config config) {
        var found = new ArrayList<String>();
        serversTogether(config, found);
        productionNeedsSecrets(config, found);
        openToTheWorld(config, found);
        if (!isLocal(config.ops().host())) {
            found.add(
                    "ops.host: '"
                            + config.ops().host()
                            + "' (expected: a loopback or private address: the operators'"
                            + " listener asks nobody who they are)");
        }
        return found;
    }

    /// One without the other would silently give every node a Redis of its own.
    private static void serversTogether(Config config, List<String> found) {
        if ((config.database().url() == null) != (config.redis().url() == null)) {
            var missing = config.database().url() == null ? "database.url" : "redis.url";
            found.add(missing + ": not set (expected: both URLs, or neither for embedded servers)");
        }
    }

    /// Without TLS, everything that people write can be read on the way.
    private static void openToTheWorld(Config config, List<String> found) {
        if (config.tls().on()) {
            return;
        }
        var visitor = config.visitor().host();
        var agent = config.agent().host();
        openToTheWorld("visitor", visitor, config.publicly().visitorUrl(), found);
        openToTheWorld("agent", agent, config.publicly().agentUrl(), found);
    }

    private static void openToTheWorld(
            String section, String host, String url, List<String> found) {
        if (!isLocal(host) && !url.startsWith("https://")) {
            found.add(
                    section
                            + ".host: '"
                            + host
                            + "' (expected: a loopback or private address, tls.certificateFile, or"
                            + " behind a proxy with TLS, which public."
                            + section
                            + "Url names: https://…)");
        }
    }

    private static void productionNeedsSecrets(Config config, List<String> found) {
        if (config.embeddedServers()) {
            return;
        }
        if (config.database().password() == null) {
            found.add("database.password: not set (expected: with database.url)");
        }
        if (config.database().migrate() && config.database().migratorPassword() == null) {
            found.add(
                    "database.migratorPassword: not set (expected: with database.url, or"
                            + " database.migrate false)");
        }
        if (config.tokens().signingKeys().isEmpty()) {
            found.add("tokens.signingKeys: not set (expected: with database.url)");
        }
        if (config.redis().signingKey() == null) {
            found.add("redis.signingKey: not set (expected: with redis.url)");
        }
    }

    static boolean isLocal(String host) {
        try {
            var address = InetAddress.getByName(host);
            return address.isLoopbackAddress() || address.isSiteLocalAddress();
        } catch (UnknownHostException _) {
            return false;
        }
    }
}
