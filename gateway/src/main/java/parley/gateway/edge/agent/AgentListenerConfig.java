package parley.gateway.edge.agent;

import parley.gateway.edge.rest.RestSettings;

/// Where agents and admins connect.
///
/// @param host address to listen on
/// @param port 0 for any free one
/// @param threads event loops of its own
/// @param socket limits of one agent's connection
/// @param rest limits of the REST API
public record AgentListenerConfig(
        String host, int port, int threads, AgentSettings socket, RestSettings rest) {
    /// @throws IllegalArgumentException names the value that cannot be
    public AgentListenerConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0..65535)");
        }
        if (threads < 1 || threads > 64) {
            throw new IllegalArgumentException("threads: " + threads + " (expected: 1..64)");
        }
    }

    /// What holds unless configured otherwise.
    public static AgentListenerConfig defaults() {
        return new AgentListenerConfig(
                "127.0.0.1", 8081, 2, AgentSettings.defaults(), RestSettings.defaults());
    }
}
