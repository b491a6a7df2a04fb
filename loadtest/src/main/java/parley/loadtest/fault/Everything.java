package parley.loadtest.fault;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import parley.loadtest.chaos.Weather;

/// Row 48: rows 1, 6, 10, 15, 23, 26, 33 and 40 at random, for as long as wanted.
final class Everything implements Fault {
    private static final String ANY_SESSION =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE usename = 'parley_app' ORDER BY random() LIMIT 1";
    private static final int SHORTEST_MILLIS = 500;
    private static final int LONGEST_MILLIS = 4_000;
    private static final int FROZEN_MILLIS = 12_000;

    private static final List<Blow> DICE =
            List.of(
                    Blow.KILL_GATEWAY,
                    Blow.KILL_GATEWAY,
                    Blow.KILL_GATEWAY,
                    Blow.FREEZE_GATEWAY,
                    Blow.KILL_REDIS,
                    Blow.CUT_SUBSCRIBERS,
                    Blow.CUT_SUBSCRIBERS,
                    Blow.KILL_POSTGRES,
                    Blow.END_SESSION,
                    Blow.CUT_CLIENTS,
                    Blow.DELAY_CLIENTS);

    private final Faults.Extent extent;
    private final Map<Blow, Integer> blows = new EnumMap<>(Blow.class);

    Everything(Faults.Extent extent) {
        this.extent = extent;
    }

    /// What is done; named several times in [#DICE], it is done more often.
    private enum Blow {
        KILL_GATEWAY("gateways killed"),
        FREEZE_GATEWAY("gateways frozen"),
        KILL_REDIS("Redis killed"),
        CUT_SUBSCRIBERS("subscribers cut"),
        KILL_POSTGRES("PostgreSQL killed"),
        END_SESSION("database sessions ended"),
        CUT_CLIENTS("clients of a gateway cut"),
        DELAY_CLIENTS("clients of a gateway 150 ms away");

        private final String done;

        Blow(String done) {
            this.done = done;
        }
    }

    @Override
    public int row() {
        return 48;
    }

    @Override
    public String what() {
        return "everything at random for %d min and %d kills"
                .formatted(extent.length().toMinutes(), extent.kills());
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException, SQLException {
        var vitals = new Vitals();
        long until = System.nanoTime() + extent.length().toNanos();
        for (int kills = 0; System.nanoTime() < until || kills < extent.kills(); ) {
            vitals.look(site);
            var blow = DICE.get(site.random().nextInt(DICE.size()));
            strike(blow, site);
            blows.merge(blow, 1, Integer::sum);
            kills += blow == Blow.DELAY_CLIENTS ? 0 : 1;
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
    private static void strike(Blow blow, Site site)
            throws IOException, InterruptedException, SQLException {
        switch (blow) {
            case KILL_GATEWAY -> killGateway(site);
            case FREEZE_GATEWAY -> freezeGateway(site);
            case KILL_REDIS -> killRedis(site);
            case CUT_SUBSCRIBERS -> {
                var answer = site.cluster().redis().command("CLIENT", "KILL", "TYPE", "pubsub");
                site.killed("CLIENT KILL TYPE pubsub " + answer);
            }
            case KILL_POSTGRES -> killPostgres(site);
            case END_SESSION -> endSession(site);
            case CUT_CLIENTS -> cutClients(site);
            case DELAY_CLIENTS -> delayClients(site);
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

    private static void cutClients(Site site) {
        var links = site.anyNode().links();
        int cut = links.visitors().resetAll() + links.agents().resetAll();
        site.killed(cut + " clients cut");
    }

    private static void delayClients(Site site) throws InterruptedException {
        var node = site.anyNode();
        site.say("clients of node " + node.number() + " 150 ms away");
        node.links().weatherOfClients(Weather.MOBILE);
        site.pass(Duration.ofSeconds(5));
        node.links().weatherOfClients(Weather.CLEAR);
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        var figures = new ArrayList<Figure>();
        figures.add(Figure.told("acks", evidence.acked(window.from(), window.until()), ""));
        figures.add(Figure.told("kills", window.marks("kill").size(), ""));
        blows.forEach((blow, times) -> figures.add(Figure.told(blow.done, times, "")));
        figures.add(
                Figure.told(
                        "longest time without an ack",
                        evidence.longestGap(window.from(), window.until()),
                        "s"));
        return figures;
    }
}
