package parley.loadtest.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Row 2: nobody is left; then all are started.
final class AllGatewaysKilled implements Fault {
    private static final Duration AFTERWARDS = Duration.ofSeconds(40);
    private static final double LIVE_SECONDS = 35;

    @Override
    public int row() {
        return 2;
    }

    @Override
    public String what() {
        return "all gateways killed at once";
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException {
        for (var node : site.cluster().nodes()) {
            node.kill();
            site.killed("kill -9 node " + node.number());
        }
        for (var node : site.cluster().nodes()) {
            node.start();
        }
        site.cluster().awaitAllReady();
        site.mark("back");
        site.pass(AFTERWARDS);
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        long back = window.mark("back");
        var late =
                evidence.returnedAt(window.from(), window.until())
                        .map(it -> Math.max(0, it - back) / 1e9)
                        .sorted()
                        .toArray();
        return List.of(
                Figure.atMost(
                        "LIVE again p99 after the start", Latency.p99(late), "s", LIVE_SECONDS),
                Figure.told("reconnects", late.length, ""));
    }
}
