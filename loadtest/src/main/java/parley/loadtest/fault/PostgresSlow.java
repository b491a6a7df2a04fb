package parley.loadtest.fault;

import java.time.Duration;
import java.util.List;
import parley.loadtest.chaos.Weather;

/// Row 17: every answer of the database is late.
final class PostgresSlow implements Fault {
    private static final Duration LATE = Duration.ofMillis(200);
    private static final Duration LENGTH = Duration.ofSeconds(20);
    private static final Duration AFTERWARDS = Duration.ofSeconds(8);
    private static final double RESUME_SECONDS = 2;

    @Override
    public int row() {
        return 17;
    }

    @Override
    public String what() {
        return "PostgreSQL 200 ms away, each way";
    }

    @Override
    public void inject(Site site) throws InterruptedException {
        weather(site, Weather.CLEAR.delayed(LATE, Duration.ZERO));
        site.pass(LENGTH);
        weather(site, Weather.CLEAR);
        site.mark("back");
        site.pass(AFTERWARDS);
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        long back = window.mark("back");
        return List.of(
                Figure.atMost(
                        "connections lost", evidence.losses(window.from(), window.until()), "", 0),
                Figure.told(
                        "ack p99 meanwhile",
                        Latency.p99(evidence.ackLatency(window.from(), back, _ -> true)),
                        "s"),
                Figure.atMost("acks resume", evidence.nextAck(back), "s", RESUME_SECONDS));
    }

    private static void weather(Site site, Weather weather) {
        for (var node : site.cluster().nodes()) {
            node.links().postgres().towardsTarget(weather);
            node.links().postgres().towardsClient(weather);
        }
    }
}
