package parley.gateway.app;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import parley.gateway.TestServers;
import parley.gateway.app.embedded.PostgresAddress;

/// The environment of a whole node on the tests' servers, at free ports.
final class NodeSettings {
    private static final String KEY = "0123456789abcdef0123456789abcdef";

    private NodeSettings() {}

    /// @param port through which the database is reached
    static Map<String, String> on(PostgresAddress database, int port) {
        var redis = URI.create(TestServers.redisUrl());
        var settings = new HashMap<String, String>();
        settings.put("PARLEY_VISITOR_PORT", "0");
        settings.put("PARLEY_AGENT_PORT", "0");
        settings.put("PARLEY_OPS_PORT", "0");
        settings.put("PARLEY_REHEARSAL_VISITS", "0");
        settings.put(
                "PARLEY_DATABASE_URL",
                "postgresql://127.0.0.1:" + port + "/" + database.database());
        settings.put("PARLEY_DATABASE_PASSWORD", database.app().password());
        settings.put("PARLEY_DATABASE_MIGRATOR_PASSWORD", database.owner().password());
        settings.put("PARLEY_REDIS_URL", "redis://127.0.0.1:" + redis.getPort());
        settings.put("PARLEY_REDIS_PASSWORD", redis.getUserInfo().substring(1));
        settings.put("PARLEY_REDIS_SIGNING_KEY", KEY);
        settings.put("PARLEY_TOKENS_SIGNING_KEYS", "k1:" + KEY);
        return settings;
    }
}
