package parley.loadtest.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import parley.loadtest.cluster.Node;

/// Row 1: `kill -9` to one node every 5 s, started again after 2 s.
final class GatewayKilled implements Fault {
    private static final Duration DOWN = Duration.ofSeconds(2);
    private static final Duration APART = Duration.ofSeconds(5);
    private static final int KILLS = 4;
    private static final double LIVE_AGAIN_SECONDS = 6;
    private static final double CONVERGED_SECONDS = 3;
    private static final double OTHERS = 2;

    @Override
    public int row() {
        return 1;
    }

    @Override
    public String what() {
        return "gateway killed, one of three every 5 s";
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException {
        for (int kill = 0; kill < KILLS; kill++) {
            var began = System.nanoTime();
            var node = site.anyNode();
            site.mark("node-" + node.number());
            site.killed("kill -9 node " + node.number());
            node.kill();
            site.pass(DOWN);
            node.start();
            var spent = Duration.ofNanos(System.nanoTime() - began);
            site.pass(APART.minus(spent).isNegative() ? Duration.ZERO : APART.minus(spent));
            awaitAnother(site, node);
        }
        site.cluster().awaitAllReady();
    }

    /// A slow machine starts a node for longer than 5 s; the next kill waits until one is left.
    private static void awaitAnother(Site site, Node started)
            throws IOException, InterruptedException {
        if (site.cluster().readiness().count() < site.cluster().nodes().size() - 1) {
            site.cluster().awaitReady(started);
        }
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        var away = evidence.returns(window.from(), window.until());
        var calm = evidence.ackLatency(window.calmFrom(), window.from(), _ -> true);
        var others = new ArrayList<Double>();
        for (var kill : window.marks("kill")) {
            int node = killedAt(window, kill.at());
            long end = kill.at() + DOWN.toNanos();
            for (var it :
                    evidence.ackLatency(
                            kill.at(), end, ack -> ack.node() != node && ack.attempts() == 1)) {
                others.add(it);
            }
        }
        var sorted = others.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return List.of(
                Latency.judged("others' ack p99", Latency.p99(sorted), Latency.p99(calm), OTHERS),
                Figure.atMost(
                        "LIVE again p99", Evidence.percentile(away, 0.99), "s", LIVE_AGAIN_SECONDS),
                Figure.atMost(
                        "converged p99",
                        Evidence.percentile(evidence.convergence(window.until()), 0.99),
                        "s",
                        CONVERGED_SECONDS),
                Figure.told("reconnects", away.length, ""));
    }

    private static int killedAt(Window window, long at) {
        return window.marks().stream()
                .filter(it -> it.name().startsWith("node-") && it.at() <= at)
                .reduce((_, last) -> last)
                .map(it -> Integer.parseInt(it.name().substring("node-".length())))
                .orElse(-1);
    }
}
