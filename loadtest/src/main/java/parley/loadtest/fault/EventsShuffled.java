package parley.loadtest.fault;

import java.time.Duration;
import java.util.List;
import parley.loadtest.chaos.EventShim.Mischief;

/// Row 13: what Redis delivers is lost, doubled and out of order.
final class EventsShuffled implements Fault {
    private static final Mischief MISCHIEF = new Mischief(0.2, 0.1, 0.1);
    private static final Duration LENGTH = Duration.ofSeconds(20);

    /// The tick that finds a lost last event, and the read.
    private static final double HEALED_SECONDS = 6;

    @Override
    public int row() {
        return 13;
    }

    @Override
    public String what() {
        return "20 % of events lost, 10 % doubled, 10 % swapped";
    }

    @Override
    public void inject(Site site) throws InterruptedException {
        site.cluster().nodes().forEach(it -> it.links().events().does(MISCHIEF));
        site.pass(LENGTH);
        site.cluster().nodes().forEach(it -> it.links().events().does(Mischief.NONE));
        site.mark("back");
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        var deliveries = evidence.delivery(window.from(), window.mark("back"), _ -> true);
        return List.of(
                Figure.atMost(
                        "delivery across nodes p99", Latency.p99(deliveries), "s", HEALED_SECONDS),
                Figure.told("p50", Evidence.percentile(deliveries, 0.5), "s"),
                Figure.atLeast("deliveries", deliveries.length, "", 1));
    }
}
