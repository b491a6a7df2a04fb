package parley.gateway.app.embedded;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Consumer;
import parley.gateway.app.embedded.PostgresAddress.Login;

/// One PostgreSQL cluster. Durable as in production: `fsync` and `synchronous_commit` stay on.
/// Roles as in production too: an owner who migrates and `parley_app` who works, both with random
/// passwords; nobody gets in by trust.
final class EmbeddedPostgres {
    private static final int ATTEMPTS = 3;
    private static final String SETTINGS =
            "-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200"
                    + " -c fsync=on -c synchronous_commit=on -c full_page_writes=on"
                    + " -c timezone=UTC -c log_timezone=UTC";

    private final Path home;
    private final Path data;
    private final Path binaries;
    private final Secrets secrets;
    private final Consumer<String> progress;
    private final List<String> rank;

    EmbeddedPostgres(
            ServerFolder folder, Path binaries, Secrets secrets, Consumer<String> progress) {
        this.home = Objects.requireNonNull(folder.postgresData().getParent());
        this.data = folder.postgresData();
        this.binaries = binaries;
        this.secrets = secrets;
        this.progress = progress;
        this.rank = withoutRootRights();
    }

    /// The words that run `pg_ctl` with rights that PostgreSQL accepts.
    List<String> pgCtl() {
        return program("pg_ctl");
    }

    PostgresAddress startOrJoin() throws IOException {
        Files.createDirectories(home);
        var former = Ports.read(home.resolve("port"));
        if (former > 0 && running() && answers(former)) {
            progress.accept("joining the PostgreSQL that runs on 127.0.0.1:" + former);
            return address(former);
        }
        clearTheGround();
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            initialise();
        }
        var port = start(former);
        createRoles(port);
        return address(port);
    }

    /// As root, PostgreSQL runs as nobody: in a user namespace of its own.
    private static List<String> withoutRootRights() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return List.of();
        }
        if (LinuxUtils.isUnshareAvailable()) {
            return List.of("unshare", "-U");
        }
        throw new EmbeddedFailure(
                "PostgreSQL does not run as root, and 'unshare -U' is not allowed here:"
                        + " run as another user, or set database.url and redis.url");
    }

    private boolean running() throws IOException {
        return Files.exists(data.resolve("postmaster.pid"))
                && Command.code(
                                home.resolve("status.log"),
                                Command.words(pgCtl(), "status", "-D", data.toString()))
                        == 0;
    }

    /// A killed machine leaves a pid file whose number may be another program's by now; a server
    /// that runs here but does not answer is of no use to anybody.
    private void clearTheGround() throws IOException {
        if (!running()) {
            return;
        }
        var pidFile = data.resolve("postmaster.pid");
        var pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
        var program = ProcessHandle.of(pid).flatMap(it -> it.info().command()).orElse("");
        if (!program.endsWith("postgres")) {
            Files.deleteIfExists(pidFile);
            return;
        }
        progress.accept("stopping a PostgreSQL that was left behind and does not answer");
        Command.run(
                home.resolve("stop.log"),
                Command.words(
                        pgCtl(), "stop", "-D", data.toString(), "-m", "immediate", "-t", "20"));
    }

    private void initialise() throws IOException {
        progress.accept("creating the database in " + data);
        var draft = home.resolve("data.new");
        Binaries.deleteTree(draft);
        var password = home.resolve("initial-password");
        Secrets.writePrivately(password, secrets.superuser());
        Command.run(
                home.resolve("initdb.log"),
                Command.words(
                        program("initdb"),
                        "--pgdata=" + draft,
                        "--username=postgres",
                        "--pwfile=" + password,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8"));
        Files.delete(password);
        Files.move(draft, data);
    }

    private int start(int former) throws IOException {
        for (int attempt = 1; ; attempt++) {
            var port = Ports.free(attempt == 1 ? former : 0);
            progress.accept("starting PostgreSQL on 127.0.0.1:" + port);
            Ports.write(home.resolve("port"), port);
            var code =
                    Command.code(
                            home.resolve("start.log"),
                            Command.words(
                                    pgCtl(),
                                    "start",
                                    "-D",
                                    data.toString(),
                                    "-l",
                                    home.resolve("log").toString(),
                                    "-w",
                                    "-t",
                                    "60",
                                    "-o",
                                    "-p " + port + " " + SETTINGS));
            if (code == 0) {
                return port;
            }
            if (attempt == ATTEMPTS) {
                throw new EmbeddedFailure(
                        "PostgreSQL does not start: " + Command.tail(home.resolve("log")));
            }
        }
    }

    private void createRoles(int port) throws IOException {
        try (var connection = asSuperuser(port, "postgres")) {
            createRole(connection, "parley_owner", secrets.owner());
            createRole(connection, "parley_app", secrets.app());
            if (missing(connection, "SELECT 1 FROM pg_database WHERE datname = 'parley'")) {
                execute(connection, "CREATE DATABASE parley OWNER parley_owner");
            }
        } catch (SQLException e) {
            throw new IOException("cannot set up the roles of the embedded PostgreSQL", e);
        }
    }

    private static void createRole(Connection connection, String role, String password)
            throws SQLException {
        var condition = "SELECT 1 FROM pg_roles WHERE rolname = '" + role + "'";
        var verb = missing(connection, condition) ? "CREATE" : "ALTER";
        execute(connection, verb + " ROLE " + role + " LOGIN PASSWORD '" + password + "'");
    }

    private static boolean missing(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            return !rows.next();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private boolean answers(int port) {
        try (var connection = asSuperuser(port, "postgres")) {
            return !missing(connection, "SELECT 1 FROM pg_database WHERE datname = 'parley'");
        } catch (SQLException _) {
            return false;
        }
    }

    private Connection asSuperuser(int port, String database) throws SQLException {
        var login = new Properties();
        login.setProperty("user", "postgres");
        login.setProperty("password", secrets.superuser());
        login.setProperty("loginTimeout", "10");
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database, login);
    }

    private PostgresAddress address(int port) {
        return new PostgresAddress(
                port,
                "parley",
                new Login("postgres", secrets.superuser()),
                new Login("parley_owner", secrets.owner()),
                new Login("parley_app", secrets.app()));
    }

    private List<String> program(String name) {
        return Command.words(rank, binaries.resolve("bin").resolve(name).toString());
    }
}
