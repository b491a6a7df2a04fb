package parley.gateway.app.config;

import parley.gateway.edge.ops.OpsConfig;
import parley.gateway.postgres.DatabaseConfig;
import parley.gateway.redis.RedisConfig;

/// Everything that can be configured, a section per room. Each room owns its record, with the
/// defaults and the checks; only what concerns two of them is checked in [Safety].
///
/// @param database which PostgreSQL
/// @param redis which Redis
/// @param ops the operators' listener
/// @param embedded the servers of its own, when `database.url` and `redis.url` are not set
/// @param drain how the gateway leaves
/// @param log what the log looks like
public record Config(
        DatabaseConfig database,
        RedisConfig redis,
        OpsConfig ops,
        EmbeddedConfig embedded,
        DrainConfig drain,
        LogConfig log) {
    /// What holds where nothing is said.
    public static Config defaults() {
        return new Config(
                DatabaseConfig.defaults(),
                RedisConfig.defaults(),
                OpsConfig.defaults(),
                EmbeddedConfig.defaults(),
                DrainConfig.defaults(),
                LogConfig.defaults());
    }

    /// Whether the gateway starts its own servers.
    public boolean embeddedServers() {
        return database.url() == null;
    }
}
