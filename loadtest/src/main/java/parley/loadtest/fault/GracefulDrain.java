package parley.loadtest.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Row 3: SIGTERM to one node; its clients are sent away, and it goes.
final class GracefulDrain implements Fault {
    private static final Duration POLL = Duration.ofMillis(5);
    private static final long PATIENCE = Duration.ofSeconds(40).toNanos();
    private static final Set<Integer> ORDERLY = Set.of(1000, 1012);
    private static final double NOT_READY_MILLIS = 100;
    private static final double GONE_SECONDS = 15;
    private static final double ACK_SECONDS = 2;

    @Override
    public int row() {
        return 3;
    }

    @Override
    public String what() {
        return "one gateway told to leave under load";
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException {
        var node = site.anyNode();
        site.mark("node-" + node.number());
        site.say("SIGTERM node " + node.number());
        long told = System.nanoTime();
        node.terminate();
        while (site.cluster().readiness().ask(node) && System.nanoTime() - told < PATIENCE) {
            site.pass(POLL);
        }
        site.measured(Figure.atMost("not ready after", since(told) * 1000, "ms", NOT_READY_MILLIS));
        while (node.alive() && System.nanoTime() - told < PATIENCE) {
            site.pass(POLL);
        }
        site.measured(Figure.atMost("gone after", since(told), "s", GONE_SECONDS));
        site.mark("gone");
        node.start();
        site.cluster().awaitReady(node);
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        int node = Integer.parseInt(window.marks().getFirst().name().substring("node-".length()));
        long gone = window.mark("gone");
        long errors =
                evidence.ended(window.from(), gone)
                        .filter(it -> it.node() == node && !ORDERLY.contains(it.code()))
                        .count();
        var latency = evidence.ackLatency(window.from(), gone, _ -> true);
        return List.of(
                Figure.atMost("errors clients saw", (int) errors, "", 0),
                Figure.atMost("ack p99 meanwhile", Latency.p99(latency), "s", ACK_SECONDS),
                Figure.told(
                        "clients sent away",
                        (int)
                                evidence.ended(window.from(), gone)
                                        .filter(it -> it.node() == node)
                                        .count(),
                        ""));
    }

    private static double since(long then) {
        return (System.nanoTime() - then) / 1e9;
    }
}
