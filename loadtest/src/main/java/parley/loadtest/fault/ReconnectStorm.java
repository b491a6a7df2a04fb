package parley.loadtest.fault;

import java.time.Duration;
import java.util.List;

/// Row 33: everybody comes back at once.
final class ReconnectStorm implements Fault {
    private static final Duration LENGTH = Duration.ofSeconds(10);
    private static final double LIVE_SECONDS = 60;
    private static final double MOST_DIALS = 3;

    @Override
    public int row() {
        return 33;
    }

    @Override
    public String what() {
        return "every connection cut in the same moment";
    }

    @Override
    public void inject(Site site) throws InterruptedException {
        int cut = 0;
        for (var node : site.cluster().nodes()) {
            cut += node.links().visitors().resetAll() + node.links().agents().resetAll();
        }
        site.killed(cut + " connections cut");
        site.pass(LENGTH);
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        var away = evidence.returns(window.from(), window.until());
        return List.of(
                Figure.atMost(
                        "LIVE again, the last", Evidence.percentile(away, 1), "s", LIVE_SECONDS),
                Figure.atMost(
                        "most dials of one client",
                        evidence.mostDials(window.from(), window.until()),
                        "",
                        MOST_DIALS),
                Figure.atLeast("connections cut", away.length, "", 1));
    }
}
