package parley.loadtest.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import parley.loadtest.cluster.ControlGroup;
import parley.loadtest.cluster.Node;

/// Row 38: one node gets a fifth of one processor.
final class ProcessorScarce implements Fault {
    private static final double SHARE = 0.2;
    private static final Duration SCARCE = Duration.ofSeconds(20);
    private static final Duration AFTERWARDS = Duration.ofSeconds(8);
    private static final Duration POLL = Duration.ofMillis(250);

    @Override
    public int row() {
        return 38;
    }

    @Override
    public String what() {
        return "a fifth of a processor for one gateway";
    }

    @Override
    public String obstacle() {
        return ControlGroup.obstacle("cpu");
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException {
        var node = site.anyNode();
        int before = site.crowd().liveOn(node);
        int changes;
        try (var scarce = ControlGroup.ofProcessor(SHARE)) {
            node.heldBy(scarce);
            site.say("node " + node.number() + " has a fifth of a processor");
            changes = changesOfMind(site, node);
            site.measured(Figure.told("LIVE there before", before, ""));
            site.measured(Figure.told("LIVE there in the end", site.crowd().liveOn(node), ""));
        }
        site.mark("back");
        site.pass(AFTERWARDS);
        site.measured(Figure.atMost("changes between ready and not ready", changes, "", 2));
    }

    /// How often the load balancer hears another answer than the one before.
    private static int changesOfMind(Site site, Node node) throws InterruptedException {
        int changes = 0;
        boolean ready = true;
        for (long began = System.nanoTime(); System.nanoTime() - began < SCARCE.toNanos(); ) {
            boolean now = site.cluster().readiness().isReady(node);
            if (now != ready) {
                changes++;
            }
            ready = now;
            site.pass(POLL);
        }
        return changes;
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        long back = window.mark("back");
        return List.of(
                Figure.atMost("connections lost", evidence.losses(window.from(), back), "", 0),
                Figure.told("acks", evidence.ackRate(window.from(), back), "/s"),
                Figure.told(
                        "heartbeat round trips p99",
                        Latency.p99(evidence.pongs(window.from(), back)) * 1000,
                        "ms"));
    }
}
