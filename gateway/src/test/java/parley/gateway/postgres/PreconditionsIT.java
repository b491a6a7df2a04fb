package parley.gateway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.TestServers;
import parley.gateway.app.embedded.PostgresAddress;

@DisplayName("Before it serves, the gateway asks the database and")
class PreconditionsIT {
    private static final Clock CLOCK = Clock.systemUTC();

    @Test
    @DisplayName("finds nothing wrong with a migrated one")
    void good() throws SQLException {
        var report = Preconditions.check(StoreFixture.config(TestServers.postgres()), CLOCK);

        assertThat(report.refusals()).isEmpty();
        assertThat(report.warnings()).isEmpty();
    }

    @Test
    @DisplayName("refuses one that acknowledges before it has written")
    void notDurable() throws SQLException {
        var database = TestServers.freshDatabase();
        asSuperuser(
                database,
                "ALTER DATABASE " + database.database() + " SET synchronous_commit = off");

        assertThat(Preconditions.check(StoreFixture.config(database), CLOCK).refusals())
                .anyMatch(it -> it.startsWith("synchronous_commit: off"));
    }

    @Test
    @DisplayName("refuses to work as a role that sees every portal, or that owns the tables")
    void roles() throws SQLException {
        var database = TestServers.postgres();
        var config = StoreFixture.config(database);

        assertThat(Preconditions.check(as(config, database.superuser()), CLOCK).refusals())
                .anyMatch(it -> it.contains("bypasses row-level security"));
        assertThat(Preconditions.check(as(config, database.owner()), CLOCK).refusals())
                .anyMatch(it -> it.contains("owns the tables"));
    }

    @Test
    @DisplayName("refuses one that lacks a migration")
    void older() throws SQLException {
        var database = TestServers.freshDatabase();
        asOwner(database, "DELETE FROM flyway_schema_history WHERE version = '3'");
        assertThat(Preconditions.check(StoreFixture.config(database), CLOCK).refusals())
                .anyMatch(it -> it.startsWith("migrations: not applied: [3"));
    }

    @Test
    @DisplayName("serves from one that a newer program expanded, leaves it alone, and says so")
    void newer() throws SQLException {
        var database = TestServers.freshDatabase();
        var config = StoreFixture.config(database);
        applied(database, 998, "contract after 1 drop what nobody knows");
        applied(database, 999, "later");

        assertThat(Migrations.apply(config)).isZero();
        var report = Preconditions.check(config, CLOCK);

        assertThat(report.refusals()).isEmpty();
        assertThat(report.warnings())
                .containsExactly("migrations: newer than this program: [998, 999]");
    }

    @Test
    @DisplayName("refuses one from which a newer program took what this one needs")
    void contracted() throws SQLException {
        var database = TestServers.freshDatabase();
        applied(database, 999, "contract after 998 drop a column");

        assertThat(Preconditions.check(StoreFixture.config(database), CLOCK).refusals())
                .singleElement()
                .asString()
                .startsWith("migrations: 999 takes away what is needed")
                .endsWith("expected: >= 998)");
    }

    @Test
    @DisplayName("refuses one without its key index, its lineage or its row-level security")
    void tampered() throws SQLException {
        var database = TestServers.freshDatabase();
        asOwner(database, "DROP INDEX entry_cmid");
        asOwner(database, "DELETE FROM db_meta");
        asOwner(database, "ALTER TABLE entry NO FORCE ROW LEVEL SECURITY");

        assertThat(Preconditions.check(StoreFixture.config(database), CLOCK).refusals())
                .anyMatch(it -> it.startsWith("index entry_cmid"))
                .anyMatch(it -> it.startsWith("db_meta"))
                .anyMatch(it -> it.equals("row-level security: off for entry"));
    }

    @Test
    @DisplayName("warns when the clocks are more than 5 s apart")
    void skew() throws SQLException {
        var late = Clock.offset(CLOCK, Duration.ofSeconds(-30));

        var report = Preconditions.check(StoreFixture.config(TestServers.postgres()), late);

        assertThat(report.refusals()).isEmpty();
        assertThat(report.warnings()).singleElement().asString().startsWith("clock:");
    }

    private static void applied(PostgresAddress database, int version, String description)
            throws SQLException {
        asOwner(
                database,
                """
                INSERT INTO flyway_schema_history (installed_rank, version, description, type,
                        script, installed_by, execution_time, success)
                VALUES (%1$d, '%1$d', '%2$s', 'SQL', 'V%1$d__.sql', 'x', 1, true)\
                """
                        .formatted(version, description));
    }

    private static DatabaseConfig as(DatabaseConfig config, PostgresAddress.Login login) {
        var url = config.url();
        return config.at(url, login.user(), login.password(), login.user(), login.password());
    }

    private static void asOwner(PostgresAddress database, String sql) throws SQLException {
        run(database, database.owner(), sql);
    }

    private static void asSuperuser(PostgresAddress database, String sql) throws SQLException {
        run(database, database.superuser(), sql);
    }

    private static void run(PostgresAddress database, PostgresAddress.Login login, String sql)
            throws SQLException {
        try (var connection =
                        DriverManager.getConnection(
                                database.jdbcUrl(), login.user(), login.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
