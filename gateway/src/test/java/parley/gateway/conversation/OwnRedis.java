package parley.gateway.conversation;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import parley.gateway.TestServers;
import parley.gateway.redis.RedisConfig;

/// A Redis that one test may stop and start: the program is that of the embedded one. It ends when
/// this process does, however it ends.
final class OwnRedis implements AutoCloseable {
    private static final String KEY = "0123456789abcdef0123456789abcdef";

    private final String program;
    private final int port;
    private final String password = UUID.randomUUID().toString();
    private @Nullable Process process;

    OwnRedis() {
        program = programOfTheEmbeddedOne();
        port = freePort();
        start();
    }

    RedisConfig config() {
        return RedisConfig.defaults().at("redis://127.0.0.1:" + port, password, KEY);
    }

    /// The shell waits for the end of its input, which comes with the end of this process.
    void start() {
        var run =
                """
                "$0" --bind 127.0.0.1 --port "$1" --requirepass "$2" --save '' --appendonly no &
                server=$!
                cat > /dev/null
                kill -9 $server
                """;
        try {
            process =
                    new ProcessBuilder(
                                    "/bin/sh", "-c", run, program, Integer.toString(port), password)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// At once, with whatever it holds.
    void stop() {
        var running = process;
        process = null;
        if (running == null) {
            return;
        }
        try {
            running.getOutputStream().close();
            running.waitFor(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void flush() {
        asking(url(), it -> it.flushall());
    }

    private RedisURI url() {
        return RedisURI.Builder.redis("127.0.0.1", port)
                .withPassword(password.toCharArray())
                .withTimeout(Duration.ofSeconds(5))
                .build();
    }

    private static String programOfTheEmbeddedOne() {
        var info =
                asking(
                        RedisURI.create(URI.create(TestServers.redisUrl())),
                        it -> it.info("server"));
        return info.lines()
                .filter(it -> it.startsWith("executable:"))
                .map(it -> it.substring("executable:".length()).strip())
                .findFirst()
                .orElseThrow();
    }

    private static String asking(
            RedisURI url,
            java.util.function.Function<
                            io.lettuce.core.api.sync.RedisCommands<String, String>, String>
                    question) {
        var client = RedisClient.create(url);
        try (var connection = client.connect()) {
            return question.apply(connection.sync());
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
