package parley.loadtest.fault;

import java.time.Duration;
import java.util.List;
import parley.loadtest.chaos.Weather;

/// Row 26: a mobile network, without the loss that a proxy on TCP cannot inject.
final class SlowNetwork implements Fault {
    private static final Duration LENGTH = Duration.ofSeconds(20);
    private static final Duration AFTERWARDS = Duration.ofSeconds(5);
    private static final double ACK_SECONDS = 0.9;

    @Override
    public int row() {
        return 26;
    }

    @Override
    public String what() {
        return "clients 150 ms away, each way, with jitter";
    }

    @Override
    public void inject(Site site) throws InterruptedException {
        weather(site, Weather.MOBILE);
        site.pass(LENGTH);
        weather(site, Weather.CLEAR);
        site.mark("back");
        site.pass(AFTERWARDS);
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        var acks = evidence.ackLatency(window.from(), window.mark("back"), _ -> true);
        return List.of(
                Figure.atMost("ack p99", Latency.p99(acks), "s", ACK_SECONDS),
                Figure.atMost(
                        "connections lost", evidence.losses(window.from(), window.until()), "", 0));
    }

    private static void weather(Site site, Weather weather) {
        for (var node : site.cluster().nodes()) {
            node.links().weatherOfClients(weather);
        }
    }
}
