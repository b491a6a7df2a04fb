package parley.loadtest.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// One PostgreSQL, durable as in production. Confined to the thread that injects faults, but for
/// [#connect].
public final class PostgresServer {
    private static final String DATABASE = "parley";
    private static final long START_MILLIS = 60_000;

    private final Path bin;
    private final Path data;
    private final Secrets secrets;
    private final int port;
    private @Nullable Process process;

    PostgresServer(Path programs, Path data, Secrets secrets) throws IOException {
        this.bin = programs.resolve("bin");
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
                        "timezone=UTC",
                        "log_timezone=UTC")) {
            words.addAll(List.of("-c", setting));
        }
        process = launch(words, "server.log");
        Processes.await(START_MILLIS, "PostgreSQL does not start", this::accepts);
    }

    private boolean accepts() {
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

    int port() {
        return port;
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
        return new ProcessBuilder(words)
                .directory(folder.toFile())
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
        words.add(bin.resolve(name).toString());
        return words;
    }
}
