package parley.gateway.edge.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/// The whole program as a newcomer starts it, with its own PostgreSQL and Redis and the example
/// shop, in a folder that is thrown away. Visitors reach it through a [Relay], so that a test can
/// cut them.
final class RunningGateway implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path home;
    private final Process process;
    private final Relay relay;
    private final int agentPort;

    private RunningGateway(Path home, Process process, Relay relay, int agentPort) {
        this.home = home;
        this.process = process;
        this.relay = relay;
        this.agentPort = agentPort;
    }

    static RunningGateway start() {
        try {
            var home = Files.createTempDirectory(Path.of("target"), "pages-").toAbsolutePath();
            int visitorPort = freePort();
            int agentPort = freePort();
            var relay = new Relay(visitorPort);
            var config = home.resolve("gateway.yaml");
            Files.writeString(
                    config,
                    """
                    public:
                      visitorUrl: http://localhost:%d
                    visitor:
                      port: %d
                    agent:
                      port: %d
                    ops:
                      port: %d
                    embedded:
                      home: %s
                      example: %s
                    """
                            .formatted(
                                    relay.port(),
                                    visitorPort,
                                    agentPort,
                                    freePort(),
                                    home.resolve("servers"),
                                    Path.of("..", "config", "example-portal.yaml")
                                            .toAbsolutePath()));
            var log = home.resolve("gateway.log");
            var process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "--enable-native-access=ALL-UNNAMED",
                                    "--sun-misc-unsafe-memory-access=allow",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    "parley.gateway.app.Main",
                                    "--end-with-parent",
                                    "--config",
                                    config.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            var gateway = new RunningGateway(home, process, relay, agentPort);
            gateway.awaitWelcome(log);
            return gateway;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitWelcome(Path log) {
        try {
            Browser.await(
                    "for the gateway to run: " + log,
                    () -> !process.isAlive() || read(log).contains("Parley is running."),
                    PATIENCE);
        } catch (AssertionError e) {
            close();
            throw e;
        }
        if (!process.isAlive()) {
            throw new AssertionError("the gateway ended: " + read(log));
        }
    }

    String shop(String page) {
        return "http://localhost:" + agentPort + "/demo/" + page;
    }

    String console() {
        return "http://localhost:" + agentPort + "/console/";
    }

    /// The API token of one of the example's people, by first name.
    String token(String name) {
        var tokens = new Properties();
        try (var in = Files.newBufferedReader(home.resolve("servers/example-tokens.properties"))) {
            tokens.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tokens.getProperty(name);
    }

    /// Breaks every visitor's connection by RST.
    void cutVisitors() {
        relay.cut();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        relay.close();
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            List<Path> files;
            try (var paths = Files.walk(home)) {
                files = paths.sorted(Comparator.reverseOrder()).toList();
            }
            for (var file : files) {
                Files.deleteIfExists(file);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
