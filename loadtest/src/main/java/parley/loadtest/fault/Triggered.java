package parley.loadtest.fault;

import java.sql.SQLException;
import parley.loadtest.cluster.PostgresServer;

/// A trigger before every insert of entries, for as long as it is open: what the database itself
/// does to a call. Counts what it did in a sequence, which no rollback takes back.
final class Triggered implements AutoCloseable {
    private static final String COUNTED = "nextval('public.chaos_counted')";

    private final PostgresServer postgres;

    /// @param scope `STATEMENT`, or `ROW` with a condition
    /// @param does statements of PL/pgSQL
    Triggered(PostgresServer postgres, String scope, String does) throws SQLException {
        this.postgres = postgres;
        execute(
                """
                CREATE SEQUENCE chaos_counted;
                CREATE FUNCTION chaos() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
                BEGIN
                    IF random() < 0.05 THEN
                        PERFORM %s;
                        %s;
                    END IF;
                    RETURN NEW;
                END
                $$;
                CREATE TRIGGER chaos BEFORE INSERT ON entry FOR EACH %s EXECUTE FUNCTION chaos();
                """
                        .formatted(COUNTED, does, scope));
    }

    /// How often it did something.
    long count() throws SQLException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement();
                var answer =
                        statement.executeQuery(
                                "SELECT CASE WHEN is_called THEN last_value ELSE 0 END"
                                        + " FROM chaos_counted")) {
            return answer.next() ? answer.getLong(1) : 0;
        }
    }

    @Override
    public void close() throws SQLException {
        execute("DROP TRIGGER chaos ON entry; DROP FUNCTION chaos; DROP SEQUENCE chaos_counted");
    }

    private void execute(String sql) throws SQLException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
