package parley.loadtest.fault;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// Row 21: a random 5 % of the calls that append end in a deadlock or a serialization failure.
final class Collisions implements Fault {
    private static final String COLLIDE =
            "RAISE EXCEPTION 'injected' USING ERRCODE ="
                    + " CASE WHEN random() < 0.5 THEN '40P01' ELSE '40001' END";
    private static final Duration LENGTH = Duration.ofSeconds(20);
    private static final Duration AFTERWARDS = Duration.ofSeconds(3);

    @Override
    public int row() {
        return 21;
    }

    @Override
    public String what() {
        return "deadlock or serialization failure in 5 % of the appending calls";
    }

    @Override
    public void inject(Site site) throws InterruptedException, SQLException {
        try (var trigger = new Triggered(site.cluster().postgres(), "STATEMENT", COLLIDE)) {
            site.pass(LENGTH);
            site.measured(Figure.atLeast("calls that collided", (double) trigger.count(), "", 1));
        }
        site.mark("back");
        site.pass(AFTERWARDS);
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        return List.of(
                Figure.none(
                        "sends that a nack ended",
                        evidence.refusedForGood(window.from(), window.until())),
                Figure.atMost(
                        "nacks", evidence.refusals(window.from(), window.until()).length, "", 0),
                Latency.against(evidence, window, "ack p99", 2, _ -> true));
    }
}
