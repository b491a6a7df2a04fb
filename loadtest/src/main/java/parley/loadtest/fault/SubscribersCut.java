package parley.loadtest.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Row 10: every subscription link is cut, silently, every 2 s.
final class SubscribersCut implements Fault {
    private static final Duration APART = Duration.ofSeconds(2);
    private static final int CUTS = 10;
    private static final double HEALED_SECONDS = 1;
    private static final long BEFORE = Duration.ofMillis(100).toNanos();
    private static final long AFTER = Duration.ofMillis(400).toNanos();

    @Override
    public int row() {
        return 10;
    }

    @Override
    public String what() {
        return "subscription links cut every 2 s";
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException {
        for (int cut = 0; cut < CUTS; cut++) {
            var answer = site.cluster().redis().command("CLIENT", "KILL", "TYPE", "pubsub");
            site.killed("CLIENT KILL TYPE pubsub: " + answer);
            site.pass(APART);
        }
    }

    /// What is counted is what was acknowledged around a cut: the rest had its link.
    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        var cuts = window.marks("kill");
        var around =
                evidence.delivery(
                        window.from() - BEFORE,
                        window.until(),
                        ack ->
                                cuts.stream()
                                        .anyMatch(it ->
                                                ack.at() >= it.at() - BEFORE
                                                        && ack.at() <= it.at() + AFTER));
        return List.of(
                Figure.atMost(
                        "delivery across nodes p99 around a cut",
                        Evidence.percentile(around, 0.99),
                        "s",
                        HEALED_SECONDS),
                Figure.atLeast("deliveries around a cut", around.length, "", 1));
    }
}
