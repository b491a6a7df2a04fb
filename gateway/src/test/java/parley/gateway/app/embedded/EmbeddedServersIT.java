package parley.gateway.app.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import parley.gateway.app.embedded.PostgresAddress.Login;

@EnabledOnOs(value = OS.LINUX, disabledReason = "looks at processes through /proc")
@DisplayName("The embedded servers of a folder")
class EmbeddedServersIT {
    private static final Path BINARIES = Path.of("target", "embedded", "bin");
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    @TempDir private Path temporary;
    private Path home;
    private ServerFolder folder;
    private final List<User> users = new ArrayList<>();

    @BeforeEach
    void folder() {
        home = temporary.resolve("a folder");
        folder = new ServerFolder(home, BINARIES, true);
    }

    @AfterEach
    void nobodyStays() throws Exception {
        for (var user : users) {
            user.process.destroyForcibly().waitFor();
        }
        until("all servers are down", () -> servers().isEmpty());
    }

    @Test
    @DisplayName("keep their data, their passwords and their ports when they are started again")
    void dataSurvives() throws Exception {
        PostgresAddress first;
        try (var servers = open()) {
            first = servers.postgres();
            sql(first, first.owner(), "CREATE TABLE kept AS SELECT 42 AS answer");
        }
        assertThat(servers()).isEmpty();
        try (var servers = open()) {
            assertThat(servers.postgres()).isEqualTo(first);
            sql(first, first.owner(), "SELECT 1 / (answer - 41) FROM kept");
        }
    }

    @Test
    @DisplayName("trust nobody: passwords are random, and readable by their owner alone")
    void noTrust() throws Exception {
        try (var servers = open()) {
            var address = servers.postgres();
            for (var user : List.of("postgres", "parley_owner", "parley_app")) {
                assertThatThrownBy(() -> sql(address, new Login(user, user), "SELECT 1"))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("password authentication failed");
            }
            assertThat(redis(servers.redis().url(), "PING")).startsWith("-NOAUTH");
            assertThat(address.toString()).doesNotContain(address.app().password());
        }
        assertThat(Files.getPosixFilePermissions(home.resolve("secrets.properties")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    @DisplayName("stop when the only process that uses them is killed, and start again after")
    void killed() throws Exception {
        var user = use();
        assertThat(servers()).hasSize(2);
        user.process.destroyForcibly().waitFor();
        until("servers are down", () -> servers().isEmpty());
        var next = use();
        assertThat(next.said).contains("starting PostgreSQL on 127.0.0.1:" + next.port);
    }

    @Test
    @DisplayName("are found again when even the companion was killed: an orphan blocks no start")
    void orphans() throws Exception {
        var user = use();
        var companions = companions();
        assertThat(companions).hasSize(1);
        companions.forEach(ProcessHandle::destroyForcibly);
        until("the companion is gone", () -> companions().isEmpty());
        user.process.destroyForcibly().waitFor();
        assertThat(servers()).as("orphans").hasSize(2);
        var next = use();
        assertThat(next.port).isEqualTo(user.port);
        assertThat(next.said)
                .contains("joining the PostgreSQL that runs on 127.0.0.1:" + next.port);
        next.leave();
        until("servers are down", () -> servers().isEmpty());
    }

    @Test
    @DisplayName("are shared: a second process joins, and they outlive the one that started them")
    void joined() throws Exception {
        var first = use();
        var second = use();
        assertThat(second.port).isEqualTo(first.port);
        assertThat(second.redis).isEqualTo(first.redis);
        first.leave();
        assertThat(redis(second.redis, "PING")).as("Redis answers").isNotEmpty();
        assertThat(servers()).hasSize(2);
        second.process.destroyForcibly().waitFor();
        until("servers are down", () -> servers().isEmpty());
    }

    @Test
    @DisplayName("start although a killed machine left a pid file whose number is now another's")
    void stalePid() throws Exception {
        try (var servers = open()) {
            assertThat(servers.postgres().port()).isPositive();
        }
        Files.writeString(
                home.resolve("postgres/data/postmaster.pid"),
                ProcessHandle.current().pid() + "\n" + home.resolve("postgres/data") + "\n");
        Files.createSymbolicLink(home.resolve("lock"), Path.of("99999999"));
        Files.createFile(home.resolve("users/99999998.1"));
        try (var servers = open()) {
            assertThat(servers.postgres().port()).isPositive();
        }
        assertThat(servers()).isEmpty();
    }

    @Test
    @DisplayName("are not touched by the Ctrl-C that ends the program: its own exit stops them")
    void controlC() throws Exception {
        var user = use();
        for (var process : companions()) {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        }
        assertThat(sessions()).as("each server leads a session of its own").hasSize(3);
        assertThat(redis(user.redis, "PING")).isNotEmpty();
        user.leave();
        until("servers are down", () -> servers().isEmpty());
    }

    private EmbeddedServers open() {
        return EmbeddedServers.open(folder, new SecureRandom(), _ -> {});
    }

    private User use() throws IOException {
        var user = new User(home);
        users.add(user);
        return user;
    }

    private static void sql(PostgresAddress address, Login login, String sql) throws SQLException {
        try (var connection =
                        DriverManager.getConnection(
                                address.jdbcUrl(), login.user(), login.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String redis(String url, String command) throws IOException {
        var port = Integer.parseInt(url.replaceFirst(".*:", ""));
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 2_000);
            socket.setSoTimeout(2_000);
            socket.getOutputStream().write((command + "\r\n").getBytes());
            return new String(socket.getInputStream().readNBytes(7));
        }
    }

    /// Processes that serve this folder: PostgreSQL by its data directory, Redis by its port.
    private List<ProcessHandle> servers() {
        var redis = home.resolve("redis/port");
        return ProcessHandle.allProcesses()
                .filter(it -> {
                    var words = commandLine(it);
                    return words.contains("-D\0" + home.resolve("postgres/data") + "\0")
                                    && !words.contains("companion.sh")
                                    && !words.contains("pg_ctl")
                            || words.matches(
                                    ".*redis-server\\S* 127\\.0\\.0\\.1:" + text(redis) + "\\W*");
                })
                .toList();
    }

    private List<ProcessHandle> companions() {
        return ProcessHandle.allProcesses()
                .filter(it -> commandLine(it).contains(home.resolve("companion.sh").toString()))
                .toList();
    }

    private List<String> sessions() throws IOException {
        var found = new ArrayList<String>();
        for (var process : Stream.concat(servers().stream(), companions().stream()).toList()) {
            var stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            var session = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3];
            assertThat(session).isEqualTo(Long.toString(process.pid()));
            found.add(session);
        }
        return found;
    }

    private static String commandLine(ProcessHandle process) {
        return text(Path.of("/proc/" + process.pid() + "/cmdline"));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        } catch (IOException _) {
            return "";
        }
    }

    private static void until(String fact, BooleanSupplier holds) {
        var giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waiting until " + fact).isLessThan(giveUp);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /// Another process with the same folder.
    private static final class User {
        final Process process;
        final List<String> said = new ArrayList<>();
        final int port;
        final String redis;

        User(Path home) throws IOException {
            process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    OpenServers.class.getName(),
                                    home.toString(),
                                    BINARIES.toString())
                            .redirectErrorStream(true)
                            .start();
            var ready = awaitReady(process.inputReader()).split(" ");
            port = Integer.parseInt(ready[1]);
            redis = ready[2];
        }

        void leave() throws Exception {
            process.getOutputStream().close();
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }

        private String awaitReady(BufferedReader output) throws IOException {
            for (var line = output.readLine(); line != null; line = output.readLine()) {
                said.add(line);
                if (line.startsWith("READY ")) {
                    return line;
                }
            }
            throw new AssertionError("the process ended: " + said);
        }
    }
}
