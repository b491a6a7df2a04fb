package parley.gateway;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import parley.gateway.app.embedded.EmbeddedServers;
import parley.gateway.app.embedded.PostgresAddress;
import parley.gateway.app.embedded.PostgresAddress.Login;
import parley.gateway.app.embedded.ServerFolder;
import parley.gateway.postgres.Migrations;
import parley.gateway.postgres.StoreFixture;

/// One PostgreSQL and one Redis for all tests of this JVM: started by the first test that asks,
/// migrated, stopped and deleted when the JVM is gone, `kill -9` included.
///
/// Tests that count rows or change settings take a [#freshDatabase()] of their own.
public final class TestServers {
    private static final Path BASE = Path.of("target", "embedded");
    private static final AtomicInteger FRESH = new AtomicInteger();

    private final EmbeddedServers servers;

    private TestServers() {
        var name = "run-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
        servers =
                EmbeddedServers.open(
                        ServerFolder.thrownAway(BASE.resolve(name), BASE.resolve("bin")),
                        new SecureRandom(),
                        _ -> {});
        migrate(servers.postgres());
    }

    /// The shared, migrated database.
    public static PostgresAddress postgres() {
        return Holder.INSTANCE.servers.postgres();
    }

    /// For the tests' own SQL.
    public static String jdbcUrl() {
        return postgres().jdbcUrl();
    }

    /// For tests that pull the server's strings: end backends, change settings.
    public static Login superuser() {
        return postgres().superuser();
    }

    /// Owner of the tables.
    public static Login owner() {
        return postgres().owner();
    }

    /// What the gateway works as.
    public static Login app() {
        return postgres().app();
    }

    /// `r2dbc:postgresql://127.0.0.1:…/parley`, without credentials.
    public static String r2dbcUrl() {
        return postgres().r2dbcUrl();
    }

    /// `redis://:password@127.0.0.1:…`.
    public static String redisUrl() {
        return Holder.INSTANCE.servers.redis().url();
    }

    /// A migrated, empty database of its own on the same server.
    public static PostgresAddress freshDatabase() {
        var name = "fresh_" + FRESH.incrementAndGet();
        var shared = postgres();
        try (var connection = as(shared, superuser());
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " OWNER parley_owner");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create " + name, e);
        }
        var fresh = shared.withDatabase(name);
        migrate(fresh);
        return fresh;
    }

    /// A connection of the owner's, for looking at what is really stored.
    public static Connection sql(PostgresAddress database) throws SQLException {
        return as(database, database.owner());
    }

    private static Connection as(PostgresAddress database, Login login) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), login.user(), login.password());
    }

    /// A connection of the owner's to the shared database.
    public static Connection sql() throws SQLException {
        return sql(postgres());
    }

    /// As the gateway does at its start, with everything that belongs to it.
    private static void migrate(PostgresAddress database) {
        var _ = Migrations.apply(StoreFixture.config(database));
    }

    private static final class Holder {
        private static final TestServers INSTANCE = new TestServers();
    }
}
