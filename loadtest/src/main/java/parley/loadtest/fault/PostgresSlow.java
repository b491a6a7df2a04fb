package parley.loadtest.fault;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import parley.loadtest.chaos.Weather;

/// Row 17: first every answer of the database is late, then one portal's appends are slow in it.
final class PostgresSlow implements Fault {
    private static final Duration LATE = Duration.ofMillis(200);
    private static final Duration LENGTH = Duration.ofSeconds(20);
    private static final Duration AFTERWARDS = Duration.ofSeconds(8);
    private static final String CONVERSATIONS = "SELECT id FROM conversation WHERE portal = ?";
    private static final double RESUME_SECONDS = 2;
    private static final double OTHERS = 2;

    private final Set<UUID> slowed = new HashSet<>();

    @Override
    public int row() {
        return 17;
    }

    @Override
    public String what() {
        return "PostgreSQL 200 ms away, each way; then 5 % of one portal's appends take 200 ms";
    }

    @Override
    public void inject(Site site) throws InterruptedException, SQLException {
        weather(site, Weather.CLEAR.delayed(LATE, Duration.ZERO));
        site.pass(LENGTH);
        weather(site, Weather.CLEAR);
        site.mark("near");
        site.pass(AFTERWARDS);
        slowAppends(site);
        site.mark("back");
        site.pass(AFTERWARDS);
    }

    private void slowAppends(Site site) throws InterruptedException, SQLException {
        var portal = site.crowd().stranger().portal();
        try (var connection = site.cluster().postgres().connect();
                var asked = connection.prepareStatement(CONVERSATIONS)) {
            asked.setObject(1, portal);
            try (var rows = asked.executeQuery()) {
                while (rows.next()) {
                    slowed.add(rows.getObject(1, UUID.class));
                }
            }
        }
        var its = "ROW WHEN (NEW.portal = '" + portal + "')";
        try (var trigger = new Triggered(site.cluster().postgres(), its, "PERFORM pg_sleep(0.2)")) {
            site.mark("slow");
            site.pass(LENGTH);
            site.mark("fast");
            site.measured(Figure.atLeast("slow appends", (double) trigger.count(), "", 1));
        }
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        long near = window.mark("near");
        var others =
                evidence.ackLatency(
                        window.mark("slow"),
                        window.mark("fast"),
                        it -> !slowed.contains(it.conversation()));
        var calm = evidence.ackLatency(window.calmFrom(), window.from(), _ -> true);
        return List.of(
                Figure.atMost(
                        "connections lost", evidence.losses(window.from(), window.until()), "", 0),
                Figure.told(
                        "ack p99 while far",
                        Latency.p99(evidence.ackLatency(window.from(), near, _ -> true)),
                        "s"),
                Figure.atMost("acks resume", evidence.nextAck(near), "s", RESUME_SECONDS),
                Latency.judged(
                        "ack p99 of other portals beside the slow one",
                        Latency.p99(others),
                        Latency.p99(calm),
                        OTHERS));
    }

    private static void weather(Site site, Weather weather) {
        for (var node : site.cluster().nodes()) {
            node.links().postgres().towardsTarget(weather);
            node.links().postgres().towardsClient(weather);
        }
    }
}
