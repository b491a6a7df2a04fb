package parley.loadtest.fault;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import parley.loadtest.cluster.PostgresServer;
import parley.loadtest.history.Lineage;

/// Row 45: the database is lost and restored from a backup, by the book: no gateway runs meanwhile,
/// and the epoch is a new one.
final class Restored implements Fault {
    private static final String NEW_EPOCH = "UPDATE db_meta SET epoch = gen_random_uuid()";
    private static final int APPENDS = 1_000;
    private static final Duration POLL = Duration.ofMillis(50);
    private static final long PATIENCE = Duration.ofMinutes(2).toNanos();
    private static final Duration LIVE_WITHIN = Duration.ofSeconds(60);
    private static final Duration AFTERWARDS = Duration.ofSeconds(5);
    private static final double LIVE_SECONDS = 35;

    @Override
    public int row() {
        return 45;
    }

    @Override
    public String what() {
        return "PostgreSQL restored from a backup, " + APPENDS + " messages old";
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException, SQLException {
        var given = site.cluster().postgres();
        long copiedAt = System.nanoTime();
        var backup = given.copy();
        site.say("backed up");
        long enough = site.crowd().tally().acks() + APPENDS;
        await(site, () -> site.crowd().tally().acks() >= enough);
        for (var node : site.cluster().nodes()) {
            node.kill();
        }
        await(site, () -> site.crowd().tally().live() == 0);
        site.ended(lineage(copiedAt, System.nanoTime(), given));
        site.killed("PostgreSQL lost, and its last messages");
        given.kill();
        backup.start();
        try (var connection = backup.connect();
                var statement = connection.createStatement()) {
            statement.execute(NEW_EPOCH);
        }
        site.cluster().serveFrom(backup);
        for (var node : site.cluster().nodes()) {
            node.start();
        }
        site.cluster().awaitAllReady();
        site.mark("back");
        var _ = site.crowd().settled(LIVE_WITHIN);
        site.pass(AFTERWARDS);
    }

    private interface Fact {
        boolean holds();
    }

    private static void await(Site site, Fact fact) throws IOException, InterruptedException {
        for (long began = System.nanoTime(); !fact.holds(); site.pass(POLL)) {
            if (System.nanoTime() - began > PATIENCE) {
                throw new IOException("the crowd does not come to where a restore begins");
            }
        }
    }

    private static Lineage lineage(long copiedAt, long endedAt, PostgresServer of)
            throws SQLException {
        try (var connection = of.connect()) {
            var state = FinalState.read(connection);
            return new Lineage(copiedAt, endedAt, state.rows(), state.lastSeqs());
        }
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        var late =
                evidence.returnedAt(window.from(), window.until())
                        .map(it -> Math.max(0, it - window.mark("back")) / 1e9)
                        .sorted()
                        .toArray();
        return List.of(
                Figure.none("clients without a reset", evidence.unreset(window.mark("kill"))),
                Figure.atMost(
                        "LIVE again p99 after the start", Latency.p99(late), "s", LIVE_SECONDS));
    }
}
