package parley.gateway.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What must hold of a database before the gateway serves from it (contract §8): an acknowledged
/// message is on disk, nothing is seen across portals, and program and schema fit. Asks as the
/// gateway's own role. Blocks; `app` calls it once, at start.
public final class Preconditions {
    private static final Map<String, Set<String>> SETTINGS =
            Map.of(
                    "fsync", Set.of("on"),
                    "full_page_writes", Set.of("on"),
                    "synchronous_commit", Set.of("on", "remote_apply"));

    /// First minor release of each major without a known hole (security.md §3).
    private static final Map<Integer, Integer> FLOORS = Map.of(15, 18, 16, 14, 17, 10, 18, 4);

    private static final int OLDEST = 15;
    private static final Duration SKEW = Duration.ofSeconds(5);

    private final DatabaseConfig config;
    private final Clock clock;
    private final List<String> refusals = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private Preconditions(DatabaseConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /// Looks at the database.
    ///
    /// @throws SQLException if it cannot be reached or asked
    public static Report check(DatabaseConfig config, Clock clock) throws SQLException {
        return new Preconditions(config, clock).check();
    }

    private Report check() throws SQLException {
        try (var connection =
                        DriverManager.getConnection(
                                config.jdbcUrl(), config.user(), config.password());
                var statement = connection.createStatement()) {
            version(connection);
            settings(statement);
            role(statement);
            if (schema()) {
                lineage(statement);
                keys(statement);
                isolation(statement);
            }
            skew(statement);
        }
        return new Report(List.copyOf(refusals), List.copyOf(warnings));
    }

    private void version(Connection connection) throws SQLException {
        var about = connection.getMetaData();
        int major = about.getDatabaseMajorVersion();
        int minor = about.getDatabaseMinorVersion();
        var floor = FLOORS.get(major);
        if (major < OLDEST) {
            refusals.add("server version: %d (expected: >= %d)".formatted(major, OLDEST));
        } else if (floor != null && minor < floor) {
            warnings.add(
                    "server version: %d.%d has known holes (expected: >= %d.%d)"
                            .formatted(major, minor, major, floor));
        }
    }

    private void settings(Statement statement) throws SQLException {
        for (var setting : SETTINGS.entrySet()) {
            var value = ask(statement, "SHOW " + setting.getKey());
            if (!setting.getValue().contains(value)) {
                refusals.add(
                        "%s: %s (expected: %s): an acknowledged message could be lost"
                                .formatted(
                                        setting.getKey(),
                                        value,
                                        String.join(" or ", setting.getValue())));
            }
        }
    }

    private void role(Statement statement) throws SQLException {
        if ("t"
                .equals(
                        ask(
                                statement,
                                "SELECT rolsuper OR rolbypassrls FROM pg_roles"
                                        + " WHERE rolname = current_user"))) {
            refusals.add(
                    "database.user: "
                            + config.user()
                            + " bypasses row-level security (expected: a role like parley_app)");
        }
    }

    /// Whether the tables are there to be looked at.
    private boolean schema() {
        var fit = Migrations.fit(config);
        refusals.addAll(fit.refusals());
        warnings.addAll(fit.warnings());
        return fit.complete();
    }

    private void lineage(Statement statement) throws SQLException {
        if (!"1".equals(ask(statement, "SELECT count(*) FROM db_meta"))) {
            refusals.add("db_meta: no epoch (expected: one row)");
        }
    }

    private void keys(Statement statement) throws SQLException {
        if (!"t"
                .equals(
                        ask(
                                statement,
                                "SELECT coalesce(bool_and(indisunique AND indisvalid), false)"
                                        + " FROM pg_index"
                                        + " WHERE indexrelid = to_regclass('public.entry_cmid')"))) {
            refusals.add("index entry_cmid: missing or not valid: a resend could be stored twice");
        }
    }

    private void isolation(Statement statement) throws SQLException {
        var open =
                ask(
                        statement,
                        "SELECT string_agg(relname, ', ') FROM pg_class"
                                + " WHERE relnamespace = 'public'::regnamespace"
                                + " AND relname IN ('conversation', 'entry', 'visitor')"
                                + " AND NOT (relrowsecurity AND relforcerowsecurity)");
        if (!open.isEmpty()) {
            refusals.add("row-level security: off for " + open);
        }
        if (!"0"
                .equals(
                        ask(
                                statement,
                                "SELECT count(*) FROM pg_class WHERE relname = 'entry'"
                                        + " AND pg_has_role(relowner, 'USAGE')"))) {
            refusals.add(
                    "database.user: "
                            + config.user()
                            + " owns the tables (expected: a role that owns nothing)");
        }
    }

    private void skew(Statement statement) throws SQLException {
        var before = clock.instant();
        var theirs =
                Long.parseLong(
                        ask(
                                statement,
                                "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint"));
        var off = Duration.ofMillis(theirs - before.toEpochMilli());
        if (off.abs().compareTo(SKEW) > 0) {
            warnings.add("clock: the database is off by %s (expected: < %s)".formatted(off, SKEW));
        }
    }

    private static String ask(Statement statement, String question) throws SQLException {
        try (var rows = statement.executeQuery(question)) {
            var answer = rows.next() ? rows.getString(1) : null;
            return answer == null ? "" : answer;
        }
    }

    /// What was found.
    ///
    /// @param refusals why the gateway must not start; none: it may
    /// @param warnings what somebody should see to
    public record Report(List<String> refusals, List<String> warnings) {}
}
