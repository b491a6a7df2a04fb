package parley.gateway.edge.agent;

import java.time.Duration;
import parley.gateway.edge.RateLimit.Rate;

/// Limits of one agent's connection.
///
/// @param heartbeat how often the peer pings; two silent ones end the connection
/// @param firstFrame how long a connection may stay without `connect`
/// @param reauthorise how often the token is looked up again
/// @param maxOutboundBytes that wait for a peer that does not read
/// @param frames of any kind; more end the connection
/// @param sends messages and comments; more are refused one by one
public record AgentSettings(
        Duration heartbeat,
        Duration firstFrame,
        Duration reauthorise,
        int maxOutboundBytes,
        Rate frames,
        Rate sends) {
    /// What holds unless configured otherwise.
    public static AgentSettings defaults() {
        return new AgentSettings(
                Duration.ofSeconds(15),
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                1024 * 1024,
                new Rate(100, 300),
                new Rate(20, 60));
    }

    /// @throws IllegalArgumentException if a bound makes no sense
    public AgentSettings {
        if (heartbeat.toSeconds() < 1 || heartbeat.toSeconds() > 60) {
            throw new IllegalArgumentException(
                    "heartbeat: " + heartbeat + " (expected: 1 to 60 s)");
        }
        if (maxOutboundBytes < 64 * 1024) {
            throw new IllegalArgumentException(
                    "maxOutboundBytes: " + maxOutboundBytes + " (expected: at least 65536)");
        }
    }
}
