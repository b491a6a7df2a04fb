package parley.loadtest.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Row 5: SIGTERM, then `kill -9` in the middle of the drain.
final class DrainCutShort implements Fault {
    private static final Duration GIVEN = Duration.ofSeconds(3);
    private static final Duration AFTERWARDS = Duration.ofSeconds(5);
    private static final double LIVE_SECONDS = 6;

    @Override
    public int row() {
        return 5;
    }

    @Override
    public String what() {
        return "told to leave, killed 3 s later";
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException {
        var node = site.anyNode();
        node.terminate();
        site.pass(GIVEN);
        site.killed("SIGTERM, then kill -9 node " + node.number());
        node.kill();
        node.start();
        site.cluster().awaitReady(node);
        site.pass(AFTERWARDS);
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        return List.of(
                Figure.atMost(
                        "LIVE again p99",
                        Latency.p99(evidence.returns(window.from(), window.until())),
                        "s",
                        LIVE_SECONDS));
    }
}
