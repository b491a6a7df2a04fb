package parley.gateway.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import parley.gateway.Certificates;
import redis.embedded.RedisExecProvider;

/// A Redis server of one test's own, with a configuration of its own; the program is that of the
/// embedded one. It ends when this process does, however it ends.
final class RedisProcess implements AutoCloseable {
    /// Of the default user, who may do everything.
    static final String PASSWORD = "operators-only";

    /// As contract §4 has it.
    static final String ACCESS =
            "-@all +@connection +publish +subscribe +unsubscribe +ssubscribe +sunsubscribe"
                    + " +spublish resetchannels &c:* &i:* &p:*";

    static final String USER = "parley";
    static final String USERS_PASSWORD = "rings-the-bell";

    private final int port;
    private final Process process;

    private RedisProcess(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    /// Starts one and waits until it answers.
    ///
    /// @param configuration beside the port and the password; `PORT` stands for the port
    static RedisProcess started(String configuration, String... arguments) {
        return started(freePort(), configuration, arguments);
    }

    static RedisProcess started(int port, String configuration, String... arguments) {
        var it = new RedisProcess(port, start(port, configuration, arguments));
        Until.holds("Redis answers", it::answers);
        return it;
    }

    /// The shell waits for the end of its input, which comes with the end of this process.
    private static Process start(int port, String configuration, String... arguments) {
        var run =
                """
                "$@" &
                server=$!
                cat > /dev/null
                kill -9 $server
                """;
        try {
            var home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "redis-");
            var file = home.resolve("redis.conf");
            Files.writeString(
                    file,
                    """
                    bind 127.0.0.1
                    port %d
                    dir %s
                    logfile %s
                    requirepass %s
                    %s
                    """
                            .formatted(port, home, home.resolve("log"), PASSWORD, configuration));
            var command =
                    new ProcessBuilder("/bin/sh", "-c", run, "sh", Program.PATH, file.toString());
            command.command().addAll(List.of(arguments));
            return command.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// That of the embedded Redis, unpacked once.
    private static final class Program {
        private static final String PATH = unpacked();

        private static String unpacked() {
            try {
                return RedisExecProvider.defaultProvider().get().getAbsolutePath();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    int port() {
        return port;
    }

    /// What the operator does.
    <T> T asking(Function<RedisCommands<String, String>, T> question) {
        return asking(uri(), question);
    }

    /// For what only a node of a Cluster is asked.
    <T> T askingTheNode(Function<RedisClusterCommands<String, String>, T> question) {
        return asking(question::apply);
    }

    private RedisURI uri() {
        return RedisURI.Builder.redis("127.0.0.1", port)
                .withPassword(PASSWORD.toCharArray())
                .withTimeout(Duration.ofSeconds(5))
                .build();
    }

    static <T> T asking(RedisURI uri, Function<RedisCommands<String, String>, T> question) {
        var client = RedisClient.create(uri);
        try (var connection = client.connect()) {
            return question.apply(connection.sync());
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }

    /// What a server is told that speaks TLS on this port: to clients, other servers and Sentinel.
    static String tls(int port, Certificates it) {
        return """
        tls-port %d
        tls-cert-file %s
        tls-key-file %s
        tls-ca-cert-file %s
        tls-auth-clients no
        tls-replication yes
        """
                .formatted(port, it.certificate(), it.key(), it.certificate());
    }

    private boolean answers() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException _) {
            return false;
        }
    }

    /// `kill -9`.
    void kill() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new AssertionError("Redis does not end");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Where also the Cluster's own port, 10,000 above, exists.
    static int freePort() {
        while (true) {
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (socket.getLocalPort() <= 55_000) {
                    return socket.getLocalPort();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
