package parley.loadtest.fault;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// Row 23: `pg_terminate_backend` in whatever a session does.
final class BackendsTerminated implements Fault {
    private static final String ANY =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE usename = 'parley_app' ORDER BY random() LIMIT 1";
    private static final int SESSIONS = 100;
    private static final Duration APART = Duration.ofMillis(200);
    private static final Duration AFTERWARDS = Duration.ofSeconds(5);
    private static final double RATE_PERCENT = 50;

    @Override
    public int row() {
        return 23;
    }

    @Override
    public String what() {
        return "database sessions ended at random, 5 a second";
    }

    @Override
    public void inject(Site site) throws InterruptedException, SQLException {
        try (var connection = site.cluster().postgres().connect();
                var statement = connection.createStatement()) {
            for (int ended = 0; ended < SESSIONS; ended++) {
                statement.execute(ANY);
                site.mark("kill");
                site.pass(APART);
            }
        }
        site.killed(SESSIONS + " sessions ended");
        site.pass(AFTERWARDS);
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        return List.of(
                Figure.atLeast(
                        "ack rate",
                        100
                                * evidence.ackRate(window.from(), window.until())
                                / evidence.ackRate(window.calmFrom(), window.from()),
                        "%",
                        RATE_PERCENT),
                Figure.told("sessions ended", SESSIONS, ""));
    }
}
