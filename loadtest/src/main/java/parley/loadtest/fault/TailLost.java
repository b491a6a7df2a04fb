package parley.loadtest.fault;

import java.time.Duration;
import java.util.List;
import parley.loadtest.chaos.EventShim.Mischief;

/// Row 14: the last events of every conversation are lost, then nobody says anything that would
/// reveal it.
final class TailLost implements Fault {
    private static final Mischief EVERYTHING_LOST = new Mischief(1, 0, 0);
    private static final Duration LOSING = Duration.ofSeconds(4);
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final double HEALED_SECONDS = 6;

    @Override
    public int row() {
        return 14;
    }

    @Override
    public String what() {
        return "last events lost, then silence";
    }

    @Override
    public void inject(Site site) throws InterruptedException {
        site.cluster().nodes().forEach(it -> it.links().events().does(EVERYTHING_LOST));
        site.pass(LOSING);
        site.crowd().quiet(true);
        var _ = site.crowd().settled(Duration.ofSeconds(1));
        site.mark("kill");
        site.cluster().nodes().forEach(it -> it.links().events().does(Mischief.NONE));
        site.pass(SILENCE);
        site.crowd().quiet(false);
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        long silence = window.mark("kill");
        long lost = silence - LOSING.toNanos();
        var deliveries = evidence.delivery(lost, silence, _ -> true);
        return List.of(
                Figure.atMost(
                        "healed, the last",
                        Evidence.percentile(deliveries, 1),
                        "s",
                        HEALED_SECONDS),
                Figure.atLeast("deliveries", deliveries.length, "", 1));
    }
}
