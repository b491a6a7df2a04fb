package parley.loadtest.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Row 4, with one version: every gateway told to leave and started again, one after the other.
final class RollingRestart implements Fault {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final double ACK_GAP_SECONDS = 2;
    private static final double CATCH_UP_SECONDS = 1;
    private static final double GONE_SECONDS = 15;

    @Override
    public int row() {
        return 4;
    }

    @Override
    public String what() {
        return "all gateways restarted, one after the other";
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException {
        double slowest = 0;
        for (var node : site.cluster().nodes()) {
            site.say("SIGTERM node " + node.number() + ", " + site.crowd().liveOn(node) + " LIVE");
            long told = System.nanoTime();
            node.terminate();
            while (node.alive() && System.nanoTime() - told < PATIENCE.toNanos()) {
                site.pass(POLL);
            }
            slowest = Math.max(slowest, (System.nanoTime() - told) / 1e9);
            node.start();
            site.cluster().awaitReady(node);
        }
        site.mark("back");
        site.measured(Figure.atMost("gone after, the slowest", slowest, "s", GONE_SECONDS));
        var _ = site.crowd().settled(PATIENCE);
        site.measured(
                Figure.none(
                        "clients that never returned",
                        site.crowd().size() - site.crowd().tally().live()));
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        long from = window.from();
        long until = window.until();
        return List.of(
                Figure.atMost(
                        "ack gap a client p99",
                        Latency.p99(evidence.worstAcks(from, until)),
                        "s",
                        ACK_GAP_SECONDS),
                Figure.atMost(
                        "catch-up p99",
                        Latency.p99(evidence.catchUps(from, until)),
                        "s",
                        CATCH_UP_SECONDS),
                Figure.told("connections moved", evidence.catchUps(from, until).length, ""),
                Figure.told("connections lost", evidence.losses(from, until), ""),
                Figure.told("longest time without any ack", evidence.longestGap(from, until), "s"));
    }
}
