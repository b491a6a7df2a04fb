package parley.gateway.app.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// One Redis server. It keeps nothing on disk: doorbells are all it carries.
final class EmbeddedRedis {
    private static final int ATTEMPTS = 3;
    private static final Duration START_PATIENCE = Duration.ofSeconds(15);
    private static final int ANSWER_MILLIS = 1_000;

    private final Path home;
    private final Path program;
    private final Secrets secrets;
    private final Consumer<String> progress;

    EmbeddedRedis(ServerFolder folder, Path program, Secrets secrets, Consumer<String> progress) {
        this.home = folder.redisHome();
        this.program = program;
        this.secrets = secrets;
        this.progress = progress;
    }

    RedisAddress startOrJoin() throws IOException {
        Files.createDirectories(home);
        var former = Ports.read(home.resolve("port"));
        if (former > 0 && answers(former)) {
            progress.accept("joining the Redis that runs on 127.0.0.1:" + former);
            return new RedisAddress(former, secrets.redis());
        }
        for (int attempt = 1; ; attempt++) {
            var port = Ports.free(attempt == 1 ? former : 0);
            progress.accept("starting Redis on 127.0.0.1:" + port);
            start(port);
            if (awaitAnswer(port)) {
                return new RedisAddress(port, secrets.redis());
            }
            if (attempt == ATTEMPTS) {
                throw new EmbeddedFailure(
                        "Redis does not start: " + Command.tail(home.resolve("log")));
            }
        }
    }

    private void start(int port) throws IOException {
        var configuration =
                """
                bind 127.0.0.1
                port %d
                requirepass %s
                daemonize yes
                save ""
                appendonly no
                """
                        .formatted(port, secrets.redis());
        Secrets.writePrivately(home.resolve("redis.conf"), configuration);
        Ports.write(home.resolve("port"), port);
        Command.run(
                home.resolve("start.log"),
                List.of(
                        program.toString(),
                        home.resolve("redis.conf").toString(),
                        "--dir",
                        home.toString(),
                        "--pidfile",
                        home.resolve("pid").toString(),
                        "--logfile",
                        home.resolve("log").toString()));
    }

    private boolean awaitAnswer(int port) {
        var giveUp = System.nanoTime() + START_PATIENCE.toNanos();
        while (System.nanoTime() < giveUp) {
            if (answers(port)) {
                return true;
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        return false;
    }

    /// Whether ours is there: another server does not know the password.
    private boolean answers(int port) {
        try (var socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            var hello = "AUTH " + secrets.redis() + "\r\nPING\r\n";
            socket.getOutputStream().write(hello.getBytes(StandardCharsets.US_ASCII));
            var answer = socket.getInputStream().readNBytes("+OK\r\n+PONG\r\n".length());
            return new String(answer, StandardCharsets.US_ASCII).equals("+OK\r\n+PONG\r\n");
        } catch (IOException _) {
            return false;
        }
    }
}
