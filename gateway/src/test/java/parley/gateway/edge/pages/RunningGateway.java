package parley.gateway.edge.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
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
        return properties("servers/example-tokens.properties").getProperty(name);
    }

    private Properties properties(String file) {
        var read = new Properties();
        try (var in = Files.newBufferedReader(home.resolve(file))) {
            read.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read;
    }

    /// How many rows every table has, but for what only nodes write.
    Map<String, Long> everyTable() {
        var secrets = properties("servers/secrets.properties");
        var port = read(home.resolve("servers/postgres/data/postmaster.pid")).split("\n")[3];
        var url = "jdbc:postgresql://127.0.0.1:" + port + "/parley";
        var rows = new TreeMap<String, Long>();
        try (var sql =
                        DriverManager.getConnection(
                                url, "postgres", secrets.getProperty("postgres.superuser"));
                var statement = sql.createStatement()) {
            var tables = new ArrayList<String>();
            try (var all =
                    statement.executeQuery(
                            "SELECT relname FROM pg_class WHERE relkind = 'r'"
                                    + " AND relnamespace = 'public'::regnamespace")) {
                while (all.next()) {
                    tables.add(all.getString(1));
                }
            }
            for (var table : tables) {
                try (var count = statement.executeQuery("SELECT count(*) FROM \"" + table + '"')) {
                    count.next();
                    rows.put(table, count.getLong(1));
                }
            }
        } catch (SQLException e) {
            throw new AssertionError(url, e);
        }
        return rows;
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
