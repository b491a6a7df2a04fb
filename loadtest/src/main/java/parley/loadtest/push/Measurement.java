package parley.loadtest.push;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import parley.loadtest.cluster.Cluster;
import parley.loadtest.cluster.Node;
import parley.loadtest.cluster.Tables;
import parley.loadtest.push.Shops.Shop;

/// One run: first the switch, with the concerned widgets on both nodes and their agent on the
/// second; then the end of the second node, with the concerned on the first.
final class Measurement {
    /// Contract: a change shows within 5 s, plus what `session.pushSpread` says it is spread over.
    private static final Duration BOUND = Duration.ofSeconds(5);

    private static final int CONNECTS_PER_SECOND = 20_000;

    private static final Duration JITTER = Duration.ofSeconds(2);

    /// Of a node; renewed every 10 s.
    private static final Duration LEASE = Duration.ofSeconds(45);

    private static final Duration HEARTBEAT = Duration.ofSeconds(25);
    private static final Duration GATHERED_WITHIN = Duration.ofMinutes(2);
    private static final Duration PRESENT_WITHIN = Duration.ofSeconds(10);

    private final Options options;
    private final Path folder;
    private final Consumer<String> progress;
    private final Chronicle chronicle = new Chronicle();
    private final List<Round> rounds = new ArrayList<>();
    private final SplittableRandom random;

    /// @param folder of the run; deleted in the end
    /// @param progress told in one line what happens
    Measurement(Options options, Path folder, Consumer<String> progress) {
        this.options = options;
        this.folder = folder;
        this.progress = progress;
        this.random = new SplittableRandom(options.seed());
    }

    List<Round> run() throws Exception {
        var made = new ArrayList<Shops>();
        try (var cluster =
                        Cluster.start(
                                folder,
                                new Cluster.Plan(2, HEARTBEAT, CONNECTS_PER_SECOND, options.seed()),
                                postgres -> {
                                    try (var connection = postgres.connect()) {
                                        made.add(
                                                Shops.create(
                                                        new Tables(connection, random),
                                                        options.portals()));
                                    }
                                },
                                progress);
                var team = new Team()) {
            var shops = made.getFirst();
            seat(cluster, team, shops);
            if (options.flips() > 0) {
                flips(cluster, team, shops);
            }
            if (options.kill()) {
                kill(cluster, shops);
            }
        }
        return rounds;
    }

    Chronicle chronicle() {
        return chronicle;
    }

    /// The agent who comes and goes on the second node, the others on the first.
    private void seat(Cluster cluster, Team team, Shops shops)
            throws IOException, InterruptedException, SQLException {
        for (var shop : shops.shops()) {
            var node = cluster.nodes().get(shop.equals(shops.first()) ? 1 : 0);
            var _ = team.connect(node.agentAddress(), shop.agent());
        }
        try (var connection = cluster.postgres().connect()) {
            long deadline = System.nanoTime() + PRESENT_WITHIN.toNanos();
            for (var shop : shops.shops()) {
                while (!Team.lease(connection, shop.agent()).isPositive()) {
                    if (System.nanoTime() > deadline) {
                        throw new IOException("an agent is not present after " + PRESENT_WITHIN);
                    }
                    Thread.sleep(50);
                }
            }
        }
    }

    private void flips(Cluster cluster, Team team, Shops shops) throws Exception {
        var agent = shops.first().agent();
        var node = cluster.nodes().get(1).agentAddress();
        try (var crowd = crowd(shops, visitors(cluster), visitors(cluster))) {
            var measured = gathered(crowd);
            for (int flip = 0; flip < options.flips(); flip++) {
                boolean available = flip % 2 == 1;
                rounds.add(
                        measured.make(
                                new Rounds.Change(
                                        "switched to " + (available ? "available" : "away"),
                                        available,
                                        BOUND.plus(JITTER),
                                        BOUND.plus(JITTER).multipliedBy(2),
                                        _ -> false,
                                        () -> {
                                            long at = chronicle.micros();
                                            team.turn(node, agent, available);
                                            return at;
                                        })));
            }
            if (options.flips() % 2 == 1) {
                team.turn(node, agent, true);
            }
        }
    }

    private void kill(Cluster cluster, Shops shops) throws Exception {
        var doomed = cluster.nodes().get(1);
        var survivor = List.of(cluster.nodes().getFirst().visitorAddress());
        try (var crowd = crowd(shops, visitors(cluster), survivor)) {
            rounds.add(
                    gathered(crowd)
                            .make(
                                    new Rounds.Change(
                                            "kill -9 of the agent's node",
                                            false,
                                            BOUND.plus(JITTER),
                                            LEASE.plus(BOUND.plus(JITTER).multipliedBy(2)),
                                            it -> it.node().equals(doomed.visitorAddress()),
                                            () -> killed(cluster, doomed, shops.first()))));
        }
    }

    /// @return when the lease of the agent ends
    private long killed(Cluster cluster, Node doomed, Shop shop) throws Exception {
        doomed.kill();
        try (var connection = cluster.postgres().connect()) {
            var lease = Team.lease(connection, shop.agent());
            progress.accept("  the agent's lease ends in " + lease);
            return chronicle.micros() + lease.toMillis() * 1_000;
        }
    }

    private Crowd crowd(
            Shops shops, List<InetSocketAddress> nodes, List<InetSocketAddress> forConcerned) {
        return new Crowd(
                Place.all(options, shops, nodes, forConcerned),
                nodes.getFirst(),
                chronicle,
                random.split());
    }

    private Rounds gathered(Crowd crowd) throws Exception {
        progress.accept("connecting %,d widgets".formatted(options.widgets()));
        var rounds = new Rounds(crowd, chronicle, options.pings(), progress);
        crowd.run(() -> {
            crowd.gather();
            crowd.ping(options.pings());
        });
        rounds.awaitEverybody(GATHERED_WITHIN);
        return rounds;
    }

    private static List<InetSocketAddress> visitors(Cluster cluster) {
        return cluster.nodes().stream().map(Node::visitorAddress).toList();
    }
}
