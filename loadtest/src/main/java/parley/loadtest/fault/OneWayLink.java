package parley.loadtest.fault;

import java.time.Duration;
import java.util.List;
import parley.loadtest.chaos.Weather;

/// Row 28: what one node sends to visitors vanishes for 20 s; what they send arrives.
final class OneWayLink implements Fault {
    private static final Duration LENGTH = Duration.ofSeconds(20);
    private static final Duration AFTERWARDS = Duration.ofSeconds(10);
    private static final double LIVE_SECONDS = 60;

    @Override
    public int row() {
        return 28;
    }

    @Override
    public String what() {
        return "nothing comes from one gateway any more";
    }

    @Override
    public void inject(Site site) throws InterruptedException {
        var node = site.anyNode();
        var line = node.links().visitors();
        site.say("black hole from node " + node.number() + " to its visitors");
        line.towardsClient(Weather.CLEAR.swallowing());
        site.pass(LENGTH);
        site.mark("back");
        line.towardsClient(Weather.CLEAR);
        site.pass(AFTERWARDS);
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        double last =
                evidence.returnedAt(window.from(), window.until())
                        .map(it -> (it - window.from()) / 1e9)
                        .max()
                        .orElse(0);
        return List.of(
                Figure.atMost("everybody LIVE again after", last, "s", LIVE_SECONDS),
                Figure.atLeast(
                        "connections lost", evidence.losses(window.from(), window.until()), "", 1));
    }
}
