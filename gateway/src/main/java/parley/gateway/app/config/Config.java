package parley.gateway.app.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import parley.gateway.conversation.RoutingConfig;
import parley.gateway.edge.TlsConfig;
import parley.gateway.edge.admission.AdmissionConfig;
import parley.gateway.edge.agent.AgentListenerConfig;
import parley.gateway.edge.country.CountryConfig;
import parley.gateway.edge.ops.OpsConfig;
import parley.gateway.edge.visitor.VisitorListenerConfig;
import parley.gateway.postgres.DatabaseConfig;
import parley.gateway.postgres.WriterConfig;
import parley.gateway.redis.RedisConfig;
import parley.gateway.session.SessionConfig;

/// Everything that can be configured, a section per room. Each room owns its record, with the
/// defaults and the checks; only what concerns two of them is checked in [Safety].
///
/// @param publicly how browsers reach it
/// @param tls of the listeners of visitors and agents
/// @param visitor the visitors' listener
/// @param admission how many visitors are let in
/// @param country how it is told which country a visitor is in
/// @param session how visitors' connections live
/// @param routing what becomes of conversations that nobody attends to
/// @param agent the agents' and admins' listener
/// @param tokens by which browsers prove which visitor they are
/// @param database which PostgreSQL
/// @param writers the connections that append messages
/// @param redis which Redis
/// @param ops the operators' listener
/// @param embedded the servers of its own, when `database.url` and `redis.url` are not set
/// @param rehearsal what a node tries on itself before it listens
/// @param drain how the gateway leaves
/// @param log what the log looks like
public record Config(
        @JsonProperty("public") PublicConfig publicly,
        TlsConfig tls,
        VisitorListenerConfig visitor,
        AdmissionConfig admission,
        CountryConfig country,
        SessionConfig session,
        RoutingConfig routing,
        AgentListenerConfig agent,
        TokenConfig tokens,
        DatabaseConfig database,
        WriterConfig writers,
        RedisConfig redis,
        OpsConfig ops,
        EmbeddedConfig embedded,
        RehearsalConfig rehearsal,
        DrainConfig drain,
        LogConfig log) {
    /// What holds where nothing is said.
    public static Config defaults() {
        return new Config(
                PublicConfig.defaults(),
                TlsConfig.none(),
                VisitorListenerConfig.defaults("127.0.0.1", 8080, 0),
                AdmissionConfig.defaults(),
                CountryConfig.defaults(),
                SessionConfig.defaults(""),
                RoutingConfig.defaults(),
                AgentListenerConfig.defaults(),
                TokenConfig.defaults(),
                DatabaseConfig.defaults(),
                WriterConfig.defaults(),
                RedisConfig.defaults(),
                OpsConfig.defaults(),
                EmbeddedConfig.defaults(),
                RehearsalConfig.defaults(),
                DrainConfig.defaults(),
                LogConfig.defaults());
    }

    /// Whether the gateway starts its own servers.
    public boolean embeddedServers() {
        return database.url() == null;
    }
}
