package parley.loadtest.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Row 9: FLUSHALL and SCRIPT FLUSH every 2 s.
final class RedisFlushed implements Fault {
    private static final int FLUSHES = 5;
    private static final Duration APART = Duration.ofSeconds(2);
    private static final double UNCHANGED = 1.5;

    @Override
    public int row() {
        return 9;
    }

    @Override
    public String what() {
        return "Redis emptied";
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException {
        for (int flush = 0; flush < FLUSHES; flush++) {
            var all = site.cluster().redis().command("FLUSHALL");
            var scripts = site.cluster().redis().command("SCRIPT", "FLUSH");
            site.say("FLUSHALL " + all + ", SCRIPT FLUSH " + scripts);
            site.pass(APART);
        }
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        return List.of(
                Latency.against(evidence, window, "ack p99", UNCHANGED, _ -> true),
                Figure.atMost(
                        "connections lost", evidence.losses(window.from(), window.until()), "", 0));
    }
}
