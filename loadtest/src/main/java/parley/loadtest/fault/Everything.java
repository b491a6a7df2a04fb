package parley.loadtest.fault;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// Row 48: everything at once, at random, for as long as wanted.
final class Everything implements Fault {
    private static final String ANY_SESSION =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE usename = 'parley_app' ORDER BY random() LIMIT 1";
    private static final int SHORTEST_MILLIS = 1_000;
    private static final int LONGEST_MILLIS = 8_000;
    private static final int FROZEN_MILLIS = 12_000;

    private final Duration length;

    Everything(Duration length) {
        this.length = length;
    }

    @Override
    public int row() {
        return 48;
    }

    @Override
    public String what() {
        return "everything at random for " + length.toMinutes() + " min";
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException, SQLException {
        var vitals = new Vitals();
        long until = System.nanoTime() + length.toNanos();
        while (System.nanoTime() < until) {
            vitals.look(site);
            disturb(site);
            site.pass(Duration.ofMillis(site.random().nextInt(SHORTEST_MILLIS, LONGEST_MILLIS)));
            if (site.cluster().readiness().count() < site.cluster().nodes().size() - 1) {
                site.cluster().awaitAllReady();
            }
        }
        site.cluster().awaitAllReady();
        var _ = site.crowd().settled(Duration.ofSeconds(60));
        vitals.figures().forEach(site::measured);
    }

    /// Each is over when it returns, but for a node that comes up again.
    private static void disturb(Site site) throws IOException, InterruptedException, SQLException {
        switch (site.random().nextInt(10)) {
            case 0, 1, 2 -> killGateway(site);
            case 3 -> killRedis(site);
            case 4, 5 -> {
                var answer = site.cluster().redis().command("CLIENT", "KILL", "TYPE", "pubsub");
                site.killed("CLIENT KILL TYPE pubsub " + answer);
            }
            case 6 -> killPostgres(site);
            case 7 -> endSession(site);
            case 8 -> freezeGateway(site);
            default -> cutLines(site);
        }
    }

    private static void killGateway(Site site) throws IOException, InterruptedException {
        var node = site.anyNode();
        site.killed("kill -9 node " + node.number());
        node.kill();
        site.pass(Duration.ofSeconds(2));
        node.start();
    }

    private static void killRedis(Site site) throws IOException, InterruptedException {
        site.killed("kill -9 Redis");
        site.cluster().redis().kill();
        site.pass(Duration.ofSeconds(5));
        site.cluster().redis().start();
    }

    private static void killPostgres(Site site) throws IOException, InterruptedException {
        site.killed("kill -9 PostgreSQL");
        site.cluster().postgres().kill();
        site.pass(Duration.ofSeconds(1));
        site.cluster().postgres().start();
    }

    private static void endSession(Site site) throws SQLException {
        try (var connection = site.cluster().postgres().connect();
                var statement = connection.createStatement()) {
            statement.execute(ANY_SESSION);
        }
        site.killed("one database session ended");
    }

    private static void freezeGateway(Site site) throws IOException, InterruptedException {
        var node = site.anyNode();
        node.freeze();
        site.killed("SIGSTOP node " + node.number());
        site.pass(Duration.ofMillis(FROZEN_MILLIS));
        node.thaw();
    }

    private static void cutLines(Site site) {
        var links = site.anyNode().links();
        int cut = links.visitors().resetAll() + links.agents().resetAll();
        site.killed(cut + " clients cut");
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        return List.of(
                Figure.told("acks", evidence.acked(window.from(), window.until()), ""),
                Figure.told("kills", window.marks("kill").size(), ""),
                Figure.told(
                        "longest time without an ack",
                        evidence.longestGap(window.from(), window.until()),
                        "s"));
    }
}
