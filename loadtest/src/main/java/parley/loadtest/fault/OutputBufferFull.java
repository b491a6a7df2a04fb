package parley.loadtest.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import parley.loadtest.chaos.Weather;

/// Row 11: one node does not read its subscriptions for 5 s, and Redis, which keeps 1 MiB a
/// subscriber here, cuts it off. What fills the buffer is not signed and means nothing to a node.
final class OutputBufferFull implements Fault {
    private static final Duration HELD = Duration.ofSeconds(5);
    private static final Duration AFTERWARDS = Duration.ofSeconds(8);
    private static final Duration APART = Duration.ofMillis(20);
    private static final String LIMIT = "client-output-buffer-limit";
    private static final String FILLER = "x".repeat(128 * 1024);
    private static final double HEALED_SECONDS = 2;

    @Override
    public int row() {
        return 11;
    }

    @Override
    public String what() {
        return "Redis cuts off a gateway that does not read";
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException {
        var node = site.anyNode();
        var redis = site.cluster().redis();
        long before = redis.overruns();
        var _ = redis.command("CONFIG", "SET", LIMIT, "pubsub 1mb 0 0");
        try {
            node.links().redis().towardsClient(Weather.CLEAR.holding());
            site.say("node " + node.number() + " reads nothing from Redis");
            fill(site, System.nanoTime() + HELD.toNanos(), before);
            site.mark("thaw");
            node.links().redis().towardsClient(Weather.CLEAR);
            site.measured(
                    Figure.atLeast("cut off by Redis", (double) redis.overruns() - before, "", 1));
            site.pass(AFTERWARDS);
        } finally {
            var _ = redis.command("CONFIG", "SET", LIMIT, "pubsub 32mb 8mb 60");
        }
    }

    private static void fill(Site site, long until, long before)
            throws IOException, InterruptedException {
        var redis = site.cluster().redis();
        var channels = redis.channelNames();
        for (int said = 0; System.nanoTime() < until; said++) {
            if (!channels.isEmpty() && redis.overruns() == before) {
                var _ = redis.command("PUBLISH", channels.get(said % channels.size()), FILLER);
            }
            site.pass(APART);
        }
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        long thaw = window.mark("thaw");
        var held = evidence.delivery(window.from(), thaw, _ -> true);
        var after = evidence.delivery(thaw, window.until(), _ -> true);
        return List.of(
                Figure.atMost(
                        "delivery across nodes p99 while it reads nothing",
                        Latency.p99(held),
                        "s",
                        HELD.toSeconds() + HEALED_SECONDS),
                Figure.atMost(
                        "delivery across nodes p99 afterwards",
                        Latency.p99(after),
                        "s",
                        HEALED_SECONDS),
                Figure.atLeast("deliveries", held.length + after.length, "", 1));
    }
}
