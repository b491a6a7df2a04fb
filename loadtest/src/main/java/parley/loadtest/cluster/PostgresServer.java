package parley.loadtest.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One PostgreSQL, durable as in production. Confined to the thread that injects faults, but for
/// [#connect].
public final class PostgresServer {
    private static final String DATABASE = "parley";
    private static final long START_MILLIS = 60_000;

    private final Path programs;
    private final Path data;
    private final Secrets secrets;
    private final int port;
    private Map<String, String> environment = Map.of();
    private @Nullable Process process;

    PostgresServer(Path programs, Path data, Secrets secrets) throws IOException {
        this.programs = programs;
        this.data = data;
        this.secrets = secrets;
        this.port = Processes.freePort();
    }

    /// Makes the database and the gateway's two roles, and serves.
    void create() throws IOException, InterruptedException, SQLException {
        var password = Files.writeString(data.resolveSibling("password"), secrets.superuser());
        run(
                "initdb",
                "--pgdata=" + data,
                "--username=postgres",
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-sync");
        start();
        try (var connection = connect("postgres");
                var statement = connection.createStatement()) {
            statement.execute(role("parley_owner", secrets.owner()));
            statement.execute(role("parley_app", secrets.app()));
            statement.execute("CREATE DATABASE " + DATABASE + " OWNER parley_owner");
        }
    }

    private static String role(String name, String password) {
        return "CREATE ROLE " + name + " LOGIN PASSWORD '" + password + "'";
    }

    /// Starts again after [#kill]; returns when it accepts connections.
    public void start() throws IOException, InterruptedException {
        launch();
        Processes.await(START_MILLIS, "PostgreSQL does not start", this::accepts);
    }

    /// Starts again, as a supervisor would: whether it comes up is its own affair.
    public void launch() throws IOException {
        var words = program("postgres");
        words.addAll(List.of("-D", data.toString(), "-p", Integer.toString(port)));
        for (var setting :
                List.of(
                        "listen_addresses=127.0.0.1",
                        "unix_socket_directories=",
                        "max_connections=200",
                        "fsync=on",
                        "synchronous_commit=on",
                        "full_page_writes=on",
                        "wal_keep_size=256MB",
                        "timezone=UTC",
                        "log_timezone=UTC")) {
            words.addAll(List.of("-c", setting));
        }
        process = launch(words, "server.log");
    }

    /// Ends and starts again.
    ///
    /// @param variables of its environment from now on
    public void restart(Map<String, String> variables) throws IOException, InterruptedException {
        stop();
        environment = Map.copyOf(variables);
        start();
    }

    /// Whether it lets anybody in.
    public boolean accepts() {
        try (var connection = connect("postgres")) {
            return connection.isValid(1);
        } catch (SQLException _) {
            return false;
        }
    }

    /// `kill -9` to the server and every session at once.
    public void kill() throws IOException, InterruptedException {
        Processes.kill(running());
    }

    /// Whether its first process exists.
    public boolean alive() {
        return running().isAlive();
    }

    /// Ends all sessions and then the server, in order.
    void stop() throws IOException, InterruptedException {
        var server = running();
        Processes.interrupt(server);
        Processes.await(START_MILLIS, "PostgreSQL does not stop", () -> !server.isAlive());
    }

    /// Stops all its processes where they stand.
    public void freeze() throws IOException, InterruptedException {
        Processes.freeze(running());
    }

    /// Ends [#freeze].
    public void thaw() throws IOException, InterruptedException {
        Processes.thaw(running());
    }

    /// A session as superuser on the gateway's database, beside every proxy.
    public Connection connect() throws SQLException {
        return connect(DATABASE);
    }

    private Connection connect(String database) throws SQLException {
        var login = new Properties();
        login.setProperty("user", "postgres");
        login.setProperty("password", secrets.superuser());
        login.setProperty("loginTimeout", "5");
        login.setProperty("ApplicationName", "chaos");
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database, login);
    }

    /// A server on a copy of what this one has stored by now; not started.
    public PostgresServer copy() throws IOException, SQLException {
        var copy =
                new PostgresServer(
                        programs, data.resolveSibling("data-" + UUID.randomUUID()), secrets);
        try (var connection = connect()) {
            BaseBackup.take(connection, data, copy.data);
        }
        return copy;
    }

    /// Starts a standby. When this returns, nothing more is committed here that is not on its disk,
    /// too.
    public PostgresServer synchronousStandby()
            throws IOException, InterruptedException, SQLException {
        var standby = copy();
        Files.createFile(standby.data.resolve("standby.signal"));
        Files.writeString(
                standby.data.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=%d user=postgres password=%s application_name=standby'%n"
                        .formatted(port, secrets.superuser()),
                StandardOpenOption.APPEND);
        standby.start();
        execute("ALTER SYSTEM SET synchronous_standby_names = 'standby'");
        execute("SELECT pg_reload_conf()");
        awaitTrue("SELECT bool_or(sync_state = 'sync') FROM pg_stat_replication");
        return standby;
    }

    /// Ends being a standby; returns when it takes writes.
    public void promote() throws IOException, InterruptedException, SQLException {
        execute("SELECT pg_promote()");
        awaitTrue("SELECT NOT pg_is_in_recovery()");
    }

    private void execute(String sql) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void awaitTrue(String question) throws IOException, InterruptedException, SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MILLIS);
            while (!isTrue(statement, question)) {
                if (System.nanoTime() > until) {
                    throw new IOException("never true: " + question);
                }
                Thread.sleep(20);
            }
        }
    }

    private static boolean isTrue(Statement statement, String question) throws SQLException {
        try (var answer = statement.executeQuery(question)) {
            return answer.next() && answer.getBoolean(1);
        }
    }

    int port() {
        return port;
    }

    Path data() {
        return data;
    }

    /// What it wrote.
    public Path log() {
        return log("server.log");
    }

    static String urlAt(int port) {
        return "postgresql://127.0.0.1:" + port + "/" + DATABASE;
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("PostgreSQL was not started");
        }
        return process;
    }

    private void run(String name, String... arguments) throws IOException, InterruptedException {
        var words = program(name);
        words.addAll(List.of(arguments));
        int code = launch(words, name + ".log").waitFor();
        if (code != 0) {
            throw new IOException(
                    name + " ended with " + code + ": " + Files.readString(log(name + ".log")));
        }
    }

    private Process launch(List<String> words, String log) throws IOException {
        var folder = Files.createDirectories(data.resolveSibling("work"));
        var builder = new ProcessBuilder(words);
        builder.environment().putAll(environment);
        return builder.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(log).toFile()))
                .start();
    }

    private Path log(String name) {
        return data.resolveSibling(name);
    }

    /// As root, PostgreSQL runs as nobody: in a user namespace of its own.
    private List<String> program(String name) {
        var words = new ArrayList<String>();
        if (System.getProperty("user.name").equals("root")) {
            words.addAll(List.of("unshare", "-U"));
        }
        words.add(programs.resolve("bin").resolve(name).toString());
        return words;
    }
}
