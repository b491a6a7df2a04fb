package parley.loadtest.fault;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import parley.loadtest.cluster.Launch;
import parley.loadtest.cluster.Node;

/// Row 4, with two releases: the newer one's schema first, then node after node; for a minute both
/// serve.
final class RollingUpgrade implements Fault {
    private static final Duration MIXED = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final double NO_ACK_SECONDS = 1;
    private static final String UNSUPPORTED = "error unsupported";
    private static final String SCHEMA =
            "SELECT max(version::int) FROM flyway_schema_history WHERE success";
    private static final String UNDECODABLE = "chat_redis_dropped_total{reason=\"undecodable\"} ";

    @Override
    public int row() {
        return 4;
    }

    @Override
    public String what() {
        return "all gateways replaced by the next release, one after the other";
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException, SQLException {
        var nodes = site.cluster().nodes();
        long unavailable = site.crowd().tally().unavailableAnswers();
        long unsupported = unsupported(site);
        double dropped = 0;
        site.measured(Figure.told("schema before", schema(site), ""));
        site.say("the schema first");
        nodes.getFirst().migrate();
        site.measured(Figure.told("schema after", schema(site), ""));
        for (var node : nodes) {
            if (node.number() > 0) {
                site.pass(MIXED.dividedBy(nodes.size() - 1));
            }
            dropped += Meter.read(site, node, UNDECODABLE);
            replace(site, node);
        }
        site.mark("back");
        var _ = site.crowd().settled(PATIENCE);
        for (var node : nodes) {
            dropped += Meter.read(site, node, UNDECODABLE);
        }
        site.measured(
                Figure.none(
                        "clients that never returned",
                        site.crowd().size() - site.crowd().tally().live()));
        site.measured(
                Figure.none(
                        "5xx to clients", site.crowd().tally().unavailableAnswers() - unavailable));
        site.measured(Figure.none("unsupported frames", unsupported(site) - unsupported));
        site.measured(Figure.none("events not understood", (long) dropped));
    }

    private static void replace(Site site, Node node) throws IOException, InterruptedException {
        site.say("replacing node " + node.number() + ", " + site.crowd().liveOn(node) + " LIVE");
        site.restart(node, Launch.current());
    }

    private static double schema(Site site) throws SQLException {
        try (var connection = site.cluster().postgres().connect();
                var statement = connection.createStatement();
                var version = statement.executeQuery(SCHEMA)) {
            return version.next() ? version.getInt(1) : 0;
        }
    }

    private static long unsupported(Site site) {
        return site.crowd().surprises().entrySet().stream()
                .filter(it -> it.getKey().startsWith(UNSUPPORTED))
                .mapToLong(java.util.Map.Entry::getValue)
                .sum();
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        return List.of(
                Figure.atMost(
                        "longest time without any ack",
                        evidence.longestGap(window.from(), window.until()),
                        "s",
                        NO_ACK_SECONDS),
                Figure.told(
                        "connections moved",
                        evidence.catchUps(window.from(), window.until()).length,
                        ""),
                Figure.told(
                        "connections lost", evidence.losses(window.from(), window.until()), ""));
    }
}
