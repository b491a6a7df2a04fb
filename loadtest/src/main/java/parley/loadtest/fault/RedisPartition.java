package parley.loadtest.fault;

import java.time.Duration;
import java.util.List;
import parley.loadtest.chaos.Weather;

/// Row 24: nothing passes between one node and Redis, and nobody says so.
final class RedisPartition implements Fault {
    private static final Duration LENGTH = Duration.ofSeconds(15);
    private static final Duration AFTERWARDS = Duration.ofSeconds(8);

    /// Five seconds until a silent link is noticed, then two.
    private static final double DELIVERY_SECONDS = 7;

    @Override
    public int row() {
        return 24;
    }

    @Override
    public String what() {
        return "one gateway cut off from Redis";
    }

    @Override
    public void inject(Site site) throws InterruptedException {
        var node = site.anyNode();
        var link = node.links().redis();
        site.mark("node-" + node.number());
        site.killed("node " + node.number() + " without Redis");
        link.towardsTarget(Weather.CLEAR.swallowing());
        link.towardsClient(Weather.CLEAR.swallowing());
        site.pass(LENGTH);
        link.towardsTarget(Weather.CLEAR);
        link.towardsClient(Weather.CLEAR);
        var _ = link.resetAll(); // what was swallowed leaves both sides out of step for ever
        site.mark("back");
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
