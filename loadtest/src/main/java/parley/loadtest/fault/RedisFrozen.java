package parley.loadtest.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Row 8: Redis stands still; appends do not wait for it.
final class RedisFrozen implements Fault {
    private static final Duration FROZEN = Duration.ofSeconds(10);
    private static final Duration AFTERWARDS = Duration.ofSeconds(5);
    private static final double UNCHANGED = 1.5;
    private static final double DELIVERY_SECONDS = 3;

    @Override
    public int row() {
        return 8;
    }

    @Override
    public String what() {
        return "Redis frozen for 10 s";
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException {
        site.cluster().redis().freeze();
        site.killed("SIGSTOP Redis");
        site.pass(FROZEN);
        site.mark("thaw");
        site.cluster().redis().thaw();
        site.pass(AFTERWARDS);
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        var deliveries = evidence.delivery(window.from(), window.mark("thaw"), _ -> true);
        return List.of(
                Latency.against(evidence, window, "ack p99", UNCHANGED, _ -> true),
                Figure.atMost(
                        "delivery across nodes p99 while frozen",
                        Latency.p99(deliveries),
                        "s",
                        DELIVERY_SECONDS),
                Figure.atLeast("deliveries while frozen", deliveries.length, "", 1));
    }
}
