package parley.loadtest.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import parley.loadtest.chaos.Weather;

/// Row 25: nothing passes between one node and the database, and nobody says so.
final class PostgresPartition implements Fault {
    private static final Duration LENGTH = Duration.ofSeconds(15);
    private static final Duration AFTERWARDS = Duration.ofSeconds(8);
    private static final Duration POLL = Duration.ofMillis(50);

    /// `ops.databaseWithin` is 5 s.
    private static final double NOTICED_SECONDS = 7;

    @Override
    public int row() {
        return 25;
    }

    @Override
    public String what() {
        return "one gateway cut off from PostgreSQL";
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException {
        var node = site.anyNode();
        var link = node.links().postgres();
        site.killed("node " + node.number() + " without PostgreSQL");
        long began = System.nanoTime();
        link.towardsTarget(Weather.CLEAR.swallowing());
        link.towardsClient(Weather.CLEAR.swallowing());
        while (site.cluster().readiness().ask(node)
                && System.nanoTime() - began < LENGTH.toNanos()) {
            site.pass(POLL);
        }
        double noticed = (System.nanoTime() - began) / 1e9;
        site.measured(Figure.atMost("not ready after", noticed, "s", NOTICED_SECONDS));
        site.pass(LENGTH);
        link.towardsTarget(Weather.CLEAR);
        link.towardsClient(Weather.CLEAR);
        var _ = link.resetAll(); // what was swallowed leaves both sides out of step for ever
        site.mark("back");
        site.pass(AFTERWARDS);
        site.cluster().awaitReady(node);
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        return List.of(
                Figure.told(
                        "clients that moved", evidence.losses(window.from(), window.until()), ""),
                Figure.atMost("acks resume", evidence.nextAck(window.mark("back")), "s", 2));
    }
}
