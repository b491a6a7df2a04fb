package parley.gateway.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import parley.gateway.TestServers;

/// Holds what is about to commit new entries, between the rows and the commit, until it is closed:
/// what a test wants to happen before a commit happens before it on a machine of any speed. A
/// `statement_timeout` is outlived: a real slow disk does not heed it either.
///
/// The node's waiters do not wait for ever: give [WriterConfig] a deadline longer than the test.
public final class HeldCommits implements AutoCloseable {
    private static final int KEY = 4711;

    private final StoreFixture stored;
    private final Connection holder;

    /// @param bodies what to hold, as LIKE has it
    public HeldCommits(StoreFixture stored, String bodies) {
        this.stored = stored;
        try {
            holder = TestServers.sql(stored.address);
            try (var lock = holder.createStatement()) {
                lock.execute("SELECT pg_advisory_lock(" + KEY + ")");
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        stored.sql(
                """
                CREATE FUNCTION held() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    WHILE NEW.body LIKE '%s' AND NOT pg_try_advisory_xact_lock(%d) LOOP
                        BEGIN
                            PERFORM pg_sleep(0.02);
                        EXCEPTION WHEN query_canceled THEN
                        END;
                    END LOOP;
                    RETURN NULL;
                END $$
                """
                        .formatted(bodies, KEY));
        stored.sql(
                """
                CREATE CONSTRAINT TRIGGER held AFTER INSERT ON entry
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION held()
                """);
    }

    /// Whether one is held now.
    public boolean any() {
        return !stored.askAsSuperuser("SELECT pid " + HELD).isEmpty();
    }

    /// Ends the backends of those that are held.
    ///
    /// @return whether there was one
    public boolean kill() {
        return !stored.askAsSuperuser("SELECT pg_terminate_backend(pid) " + HELD).isEmpty();
    }

    private static final String HELD =
            "FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()";

    /// Lets them commit, and whatever comes later.
    @Override
    public void close() {
        try {
            holder.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
