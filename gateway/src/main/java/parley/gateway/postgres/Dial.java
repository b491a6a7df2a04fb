package parley.gateway.postgres;

import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.client.SSLMode;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import parley.gateway.transport.Loops;
import parley.gateway.transport.Transport;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/// Opens connections to PostgreSQL, every one with the deadlines of contract §3 rule 4, and closes
/// them.
final class Dial {
    /// Longest TCP connect.
    static final Duration CONNECT = Duration.ofSeconds(2);

    private static final int DEFAULT_PORT = 5432;
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "lock_timeout", "500ms",
                    "statement_timeout", "1s",
                    "idle_in_transaction_session_timeout", "2s",
                    "default_transaction_isolation", "read committed",
                    // A plan of two index look-ups gains nothing from a compiler.
                    "jit", "off");

    private Dial() {}

    /// A factory whose connections live on the given loops, never on the caller's.
    static ConnectionFactory factory(DatabaseConfig config, String name, LoopResources loops) {
        var url = config.url();
        if (url == null) {
            throw new IllegalArgumentException("database.url: missing");
        }
        var address = URI.create(url);
        return new PostgresqlConnectionFactory(
                PostgresqlConnectionConfiguration.builder()
                        .host(address.getHost())
                        .port(address.getPort() < 0 ? DEFAULT_PORT : address.getPort())
                        .database(address.getPath().substring(1))
                        .sslMode(SSLMode.fromValue(config.ssl()))
                        .username(config.user())
                        .password(config.password())
                        .applicationName("parley-" + name)
                        .options(SETTINGS)
                        .connectTimeout(CONNECT)
                        .tcpKeepAlive(true)
                        .tcpNoDelay(true)
                        .loopResources(loops)
                        .build());
    }

    /// Event loops of our own: a connection dialled on a loop of somebody else's stays there.
    static LoopResources loops(String name, int threads) {
        return new Loops(Transport.usual(), "parley-" + name, threads);
    }

    /// Closes the socket. What was under way on it fails. Runs to its end even if nobody waits: a
    /// close that is cancelled half-way leaves the socket open for ever.
    static Mono<Void> hangUp(Connection connection) {
        return Mono.from(connection.close()).onErrorComplete().cache();
    }
}
