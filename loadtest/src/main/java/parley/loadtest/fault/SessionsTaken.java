package parley.loadtest.fault;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import parley.loadtest.cluster.Node;

/// Row 20: somebody else has taken every session that PostgreSQL gives to ordinary roles, while one
/// node has lost its own.
final class SessionsTaken implements Fault {
    private static final String TOO_MANY = "53300";
    private static final String FREE =
            "SELECT current_setting('max_connections')::int"
                    + " - current_setting('superuser_reserved_connections')::int - count(*)"
                    + " FROM pg_stat_activity WHERE backend_type = 'client backend'";
    private static final Duration HELD = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration AFTERWARDS = Duration.ofSeconds(6);
    private static final double RESUME_SECONDS = 2;

    @Override
    public int row() {
        return 20;
    }

    @Override
    public String what() {
        return "no database session left for one gateway, 10 s";
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException, SQLException {
        var node = site.anyNode();
        var link = node.links().postgres();
        var taken = new ArrayDeque<Connection>();
        try {
            link.refuse(true);
            site.killed(link.resetAll() + " database sessions of node " + node.number() + " cut");
            int most = take(site, taken);
            link.refuse(false);
            site.mark("node-" + node.number());
            site.say(most + " sessions taken");
            for (long began = System.nanoTime(); System.nanoTime() - began < HELD.toNanos(); ) {
                most = take(site, taken);
                site.pass(POLL);
            }
            site.measured(Figure.atLeast("sessions taken", most, "", 1));
        } finally {
            link.refuse(false);
            for (var connection : taken) {
                connection.close();
            }
        }
        site.mark("back");
        site.measured(Figure.atMost("ready again", ready(site, node), "s", RESUME_SECONDS));
        site.pass(AFTERWARDS);
    }

    /// The last one asks; what is reserved for superusers stays free, unless somebody is quicker.
    private static int take(Site site, Deque<Connection> taken) throws SQLException {
        try {
            while (taken.isEmpty() || free(taken.getLast()) > 0) {
                taken.add(site.cluster().postgres().connect());
            }
        } catch (SQLException e) {
            if (!TOO_MANY.equals(e.getSQLState())) {
                throw e;
            }
        }
        return taken.size();
    }

    private static int free(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var answer = statement.executeQuery(FREE)) {
            return answer.next() ? answer.getInt(1) : 0;
        }
    }

    private static double ready(Site site, Node node) throws InterruptedException {
        long began = System.nanoTime();
        while (!site.cluster().readiness().ask(node)
                && System.nanoTime() - began < HELD.toNanos()) {
            site.pass(POLL);
        }
        return (System.nanoTime() - began) / 1e9;
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        long back = window.mark("back");
        int node =
                window.marks().stream()
                        .map(Window.Mark::name)
                        .filter(it -> it.startsWith("node-"))
                        .mapToInt(it -> Integer.parseInt(it.substring("node-".length())))
                        .findFirst()
                        .orElseThrow();
        double resumed =
                evidence.acks().stream()
                        .filter(it -> it.node() == node && it.at() >= back)
                        .mapToDouble(it -> (it.at() - back) / 1e9)
                        .findFirst()
                        .orElse(Double.MAX_VALUE);
        return List.of(
                Figure.atMost("acks of the node resume", resumed, "s", RESUME_SECONDS),
                Figure.told(
                        "longest time without an ack of anybody",
                        evidence.longestGap(window.from(), back),
                        "s"));
    }
}
