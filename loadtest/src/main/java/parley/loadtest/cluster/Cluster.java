package parley.loadtest.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import parley.loadtest.chaos.ChaosProxy;
import parley.loadtest.chaos.EventShim;

/// PostgreSQL, Redis and gateway nodes on free ports of loopback, with a proxy on every link. All
/// of it goes when this process goes, however it goes ([Guard]).
public final class Cluster implements AutoCloseable {
    private static final long READY_MILLIS = 90_000;
    private static final int STARTS = 5;

    private final Guard guard;
    private final RedisServer redis;
    private final List<Node> nodes;
    private final Readiness readiness;
    private final Consumer<String> progress;
    private volatile PostgresServer postgres;

    private Cluster(
            Guard guard,
            PostgresServer postgres,
            RedisServer redis,
            List<Node> nodes,
            Consumer<String> progress) {
        this.guard = guard;
        this.postgres = postgres;
        this.redis = redis;
        this.nodes = List.copyOf(nodes);
        this.readiness = new Readiness(nodes);
        this.progress = progress;
    }

    /// What a cluster is made of.
    ///
    /// @param nodes how many gateways
    /// @param heartbeat of a visitor's open conversation and of agents, so that what depends on
    ///   silence shows within a test
    /// @param connectsPerSecond what one node lets in; what a node that leaves spreads its
    ///   connections over
    /// @param seed of the proxies' jitter
    /// @param launch how the nodes are started
    public record Plan(
            int nodes, Duration heartbeat, int connectsPerSecond, long seed, Launch launch) {
        /// Of the release that this harness was built with.
        public Plan(int nodes, Duration heartbeat, int connectsPerSecond, long seed) {
            this(nodes, heartbeat, connectsPerSecond, seed, Launch.current());
        }
    }

    /// Something that is done to the database once the schema is there and before the nodes serve.
    public interface Preparation {
        void prepare(PostgresServer postgres) throws SQLException, IOException;
    }

    /// Starts everything; returns when every node is ready.
    ///
    /// @param folder of the run; created, and deleted in the end
    /// @param progress told what is being done, one line each
    public static Cluster start(
            Path folder, Plan plan, Preparation preparation, Consumer<String> progress)
            throws IOException, InterruptedException, SQLException {
        var guard = Guard.over(Files.createDirectories(folder));
        try {
            var programs = new Programs(folder.resolve("programs"));
            var secrets = Secrets.random();
            progress.accept("starting PostgreSQL and Redis in " + folder);
            var home = Files.createDirectories(folder.resolve("postgres"));
            var postgres = new PostgresServer(programs.postgres(), home.resolve("data"), secrets);
            postgres.create();
            var redis = new RedisServer(programs.redis(), folder.resolve("redis"), secrets.redis());
            redis.start();
            var nodes = new ArrayList<Node>();
            for (int number = 0; number < plan.nodes(); number++) {
                nodes.add(node(number, folder, plan, secrets, postgres, redis));
            }
            var cluster = new Cluster(guard, postgres, redis, nodes, progress);
            cluster.bringUp(preparation);
            return cluster;
        } catch (IOException | InterruptedException | SQLException | RuntimeException e) {
            guard.close();
            throw e;
        }
    }

    private static Node node(
            int number,
            Path folder,
            Plan plan,
            Secrets secrets,
            PostgresServer postgres,
            RedisServer redis)
            throws IOException {
        var ports = Node.Ports.free();
        long seed = plan.seed() + 10L * number;
        var events = EventShim.start(Processes.at(redis.port()), seed + 4);
        var links =
                new Node.Links(
                        ChaosProxy.start(Processes.at(ports.visitor()), seed),
                        ChaosProxy.start(Processes.at(ports.agent()), seed + 1),
                        ChaosProxy.start(Processes.at(postgres.port()), seed + 2),
                        ChaosProxy.start(events.address(), seed + 3),
                        events);
        var environment = new HashMap<>(limits());
        environment.put(
                "PARLEY_ADMISSION_CONNECTS_PER_SECOND", Integer.toString(plan.connectsPerSecond()));
        var beat = plan.heartbeat().toMillis() + "ms";
        environment.putAll(
                Map.of(
                        "PARLEY_SESSION_NODE",
                        "node-" + number,
                        "PARLEY_VISITOR_PORT",
                        Integer.toString(ports.visitor()),
                        "PARLEY_AGENT_PORT",
                        Integer.toString(ports.agent()),
                        "PARLEY_OPS_PORT",
                        Integer.toString(ports.ops()),
                        "PARLEY_DATABASE_URL",
                        PostgresServer.urlAt(links.postgres().port()),
                        "PARLEY_REDIS_URL",
                        "redis://127.0.0.1:" + links.redis().port(),
                        "PARLEY_SESSION_OPEN_HEARTBEAT",
                        beat,
                        "PARLEY_SESSION_IDLE_HEARTBEAT",
                        beat,
                        "PARLEY_AGENT_SOCKET_HEARTBEAT",
                        beat,
                        "PARLEY_REHEARSAL_VISITS",
                        "300"));
        environment.putAll(
                Map.of(
                        "PARLEY_DATABASE_PASSWORD", secrets.app(),
                        "PARLEY_DATABASE_MIGRATOR_PASSWORD", secrets.owner(),
                        "PARLEY_REDIS_PASSWORD", secrets.redis(),
                        "PARLEY_REDIS_SIGNING_KEY", secrets.signing(),
                        "PARLEY_TOKENS_SIGNING_KEYS", "k1:" + secrets.tokens()));
        var node = new Node(number, folder.resolve("node-" + number), environment, ports, links);
        node.launch(plan.launch());
        return node;
    }

    /// As `config/loadtest.yaml`: a load generator is one address and writes like a machine.
    private static Map<String, String> limits() {
        return Map.of(
                "PARLEY_ADMISSION_PER_NETWORK_PER_SECOND", "20000",
                "PARLEY_ADMISSION_PER_NETWORK_BURST", "20000",
                "PARLEY_SESSION_SENDS_PER_SECOND", "100",
                "PARLEY_SESSION_SENDS_BURST", "200",
                "PARLEY_SESSION_SENDS_PER_MINUTE", "6000",
                "PARLEY_AGENT_SOCKET_FRAMES_PER_SECOND", "5000",
                "PARLEY_AGENT_SOCKET_FRAMES_BURST", "10000",
                "PARLEY_AGENT_SOCKET_SENDS_PER_SECOND", "2000",
                "PARLEY_AGENT_SOCKET_SENDS_BURST", "4000",
                "PARLEY_LOG_FORMAT", "text");
    }

    /// The first node makes the schema, and ends; what it shall serve is written before the next
    /// start.
    private void bringUp(Preparation preparation)
            throws IOException, InterruptedException, SQLException {
        progress.accept("migrating with node 0");
        var first = nodes.getFirst();
        first.start();
        awaitReady(first);
        first.terminate();
        Processes.await(READY_MILLIS, "node 0 does not end", () -> !first.alive());
        preparation.prepare(postgres);
        progress.accept("starting " + nodes.size() + " nodes");
        for (var node : nodes) {
            node.start();
            awaitReady(node);
        }
    }

    /// Waits until a node says that it is ready. One that ended is started again, a few times, as a
    /// supervisor would: under load a start may meet its deadlines.
    public void awaitReady(Node node) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            Processes.await(
                    READY_MILLIS,
                    "node " + node.number() + " does not get ready",
                    () -> readiness.isReady(node) || !node.alive());
            if (node.alive()) {
                return;
            }
            if (attempt == STARTS) {
                throw new IOException("node " + node.number() + " ends:\n" + tail(node));
            }
            progress.accept("node " + node.number() + " ended by itself; starting it again");
            node.start();
        }
    }

    private static String tail(Node node) {
        try {
            var lines = Files.readAllLines(node.log());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /// Waits until every node says that it is ready.
    public void awaitAllReady() throws IOException, InterruptedException {
        for (var node : nodes) {
            awaitReady(node);
        }
    }

    /// The one that serves now.
    public PostgresServer postgres() {
        return postgres;
    }

    /// From now on the nodes' links lead to another PostgreSQL; those that stood are cut.
    public void serveFrom(PostgresServer next) {
        postgres = next;
        for (var node : nodes) {
            node.links().postgres().retarget(Processes.at(next.port()));
            var _ = node.links().postgres().resetAll();
        }
    }

    public RedisServer redis() {
        return redis;
    }

    public List<Node> nodes() {
        return nodes;
    }

    public Readiness readiness() {
        return readiness;
    }

    /// Kills everything and deletes the folder.
    @Override
    public void close() throws IOException {
        readiness.close();
        for (var node : nodes) {
            node.links().close();
        }
        guard.close();
    }
}
