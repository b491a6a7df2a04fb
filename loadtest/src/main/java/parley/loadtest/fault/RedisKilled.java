package parley.loadtest.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Rows 6 and 7: Redis is gone for a while.
final class RedisKilled implements Fault {
    private static final Duration AFTERWARDS = Duration.ofSeconds(12);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final double SUBSCRIBED_SHARE = 0.95;
    private static final double RATE_PERCENT = 90;
    private static final double DELIVERY_SECONDS = 2;
    private static final double BACK_SECONDS = 2;

    private final int row;
    private final Duration down;

    /// @param down how long
    RedisKilled(int row, Duration down) {
        this.row = row;
        this.down = down;
    }

    @Override
    public int row() {
        return row;
    }

    @Override
    public String what() {
        return "Redis killed, back after " + down.toSeconds() + " s";
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException {
        var redis = site.cluster().redis();
        int channels = redis.channels();
        site.killed("kill -9 Redis, " + channels + " channels");
        redis.kill();
        site.pass(down);
        redis.start();
        site.mark("back");
        long back = System.nanoTime();
        long until = back + AFTERWARDS.toNanos();
        while (redis.channels() < SUBSCRIBED_SHARE * channels && System.nanoTime() < until) {
            site.pass(POLL);
        }
        long took = System.nanoTime() - back;
        site.measured(Figure.atMost("subscriptions back", took / 1e9, "s", BACK_SECONDS));
        site.pass(
                AFTERWARDS.minusNanos(took).isNegative()
                        ? Duration.ZERO
                        : AFTERWARDS.minusNanos(took));
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        long back = window.mark("back");
        var deliveries = evidence.delivery(window.from(), back, _ -> true);
        double calm = evidence.ackRate(window.calmFrom(), window.from());
        double meanwhile = evidence.ackRate(window.from(), back);
        return List.of(
                Figure.atLeast("ack rate while down", 100 * meanwhile / calm, "%", RATE_PERCENT),
                Figure.atMost(
                        "delivery across nodes p99 while down",
                        Evidence.percentile(deliveries, 0.99),
                        "s",
                        DELIVERY_SECONDS),
                Figure.atLeast("deliveries while down", deliveries.length, "", 1));
    }
}
