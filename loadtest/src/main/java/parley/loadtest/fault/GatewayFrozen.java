package parley.loadtest.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Row 40: a node sleeps; its clients move; awake again it must not act on what it knew.
final class GatewayFrozen implements Fault {
    private static final Duration FROZEN = Duration.ofSeconds(40);
    private static final Duration AFTERWARDS = Duration.ofSeconds(10);

    /// Two silent heartbeats, a dial that times out, one that does not.
    private static final double MOVED_SECONDS = 25;

    @Override
    public int row() {
        return 40;
    }

    @Override
    public String what() {
        return "one gateway frozen for 40 s";
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException {
        var node = site.anyNode();
        node.freeze();
        site.killed("SIGSTOP node " + node.number());
        site.pass(FROZEN);
        site.mark("thaw");
        node.thaw();
        site.pass(AFTERWARDS);
        site.cluster().awaitReady(node);
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        long thaw = window.mark("thaw");
        return List.of(
                Figure.atMost(
                        "its clients LIVE elsewhere p99",
                        Evidence.percentile(
                                evidence.returnedAt(window.from(), thaw)
                                        .map(it -> (it - window.from()) / 1e9)
                                        .sorted()
                                        .toArray(),
                                0.99),
                        "s",
                        MOVED_SECONDS),
                Figure.told("moved", evidence.losses(window.from(), thaw), "clients"));
    }
}
