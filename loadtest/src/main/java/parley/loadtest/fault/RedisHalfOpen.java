package parley.loadtest.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Row 12: the links that one node has to Redis are dead, and neither side is told; new ones work.
final class RedisHalfOpen implements Fault {
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration AFTERWARDS = Duration.ofSeconds(5);
    private static final String UP = "chat_redis_link{state=\"up\"} ";
    private static final double NOTICED_SECONDS = 5;
    private static final double DELIVERY_SECONDS = 7;

    @Override
    public int row() {
        return 12;
    }

    @Override
    public String what() {
        return "one gateway's links to Redis half-open";
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException {
        var node = site.anyNode();
        var link = node.links().redis();
        int stranded = link.strandAll();
        long began = System.nanoTime();
        site.killed(stranded + " links of node " + node.number() + " to Redis stranded");
        while (link.stranded() > 0 && System.nanoTime() - began < PATIENCE.toNanos()) {
            site.pass(POLL);
        }
        double noticed = (System.nanoTime() - began) / 1e9;
        site.measured(Figure.atLeast("links stranded", stranded, "", 1));
        site.measured(
                Figure.atMost("given up by the gateway after", noticed, "s", NOTICED_SECONDS));
        while (Meter.read(site, node, UP) < 1 && System.nanoTime() - began < PATIENCE.toNanos()) {
            site.pass(POLL);
        }
        site.mark("back");
        double back = (System.nanoTime() - began) / 1e9;
        site.measured(Figure.atMost("linked again after", back, "s", DELIVERY_SECONDS));
        site.pass(AFTERWARDS);
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        var deliveries = evidence.delivery(window.from(), window.mark("back"), _ -> true);
        return List.of(
                Figure.atMost(
                        "delivery across nodes p99",
                        Latency.p99(deliveries),
                        "s",
                        DELIVERY_SECONDS),
                Figure.atLeast("deliveries", deliveries.length, "", 1));
    }
}
