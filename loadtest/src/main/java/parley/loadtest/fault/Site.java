package parley.loadtest.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import parley.loadtest.cluster.Cluster;
import parley.loadtest.cluster.Launch;
import parley.loadtest.cluster.Node;
import parley.loadtest.crowd.Crowd;
import parley.loadtest.history.Lineage;

/// Where a fault happens: the deployment, the people, the dice, and a notebook. Confined to the
/// thread that injects.
public final class Site {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Cluster cluster;
    private final Crowd crowd;
    private final RandomGenerator random;
    private final Consumer<String> progress;
    private final List<Window.Mark> marks = new ArrayList<>();
    private final List<Figure> measured = new ArrayList<>();
    private final List<Lineage> lineages = new ArrayList<>();
    private long kills;

    /// @param progress told in one line what happens
    public Site(Cluster cluster, Crowd crowd, RandomGenerator random, Consumer<String> progress) {
        this.cluster = cluster;
        this.crowd = crowd;
        this.random = random;
        this.progress = progress;
    }

    public Cluster cluster() {
        return cluster;
    }

    public Crowd crowd() {
        return crowd;
    }

    public RandomGenerator random() {
        return random;
    }

    /// One of the nodes that are ready and have clients.
    public Node anyNode() {
        var busy =
                cluster.nodes().stream()
                        .filter(it -> cluster.readiness().isReady(it) && crowd.liveOn(it) > 0)
                        .toList();
        var among = busy.isEmpty() ? cluster.nodes() : busy;
        return among.get(random.nextInt(among.size()));
    }

    /// Ends a node in order, and starts it so.
    void restart(Node node, Launch launch) throws IOException, InterruptedException {
        node.terminate();
        for (long told = System.nanoTime();
                node.alive() && System.nanoTime() - told < PATIENCE.toNanos(); ) {
            pass(POLL);
        }
        node.launch(launch);
        node.start();
        cluster.awaitReady(node);
    }

    /// Lets time pass.
    public void pass(Duration time) throws InterruptedException {
        Thread.sleep(time);
    }

    /// Notes the moment.
    public void mark(String name) {
        marks.add(new Window.Mark(name, System.nanoTime()));
    }

    /// Notes the moment of something that ended abruptly.
    public void killed(String what) {
        mark("kill");
        kills++;
        progress.accept(what);
    }

    public void say(String what) {
        progress.accept(what);
    }

    /// Notes what can only be seen now.
    public void measured(Figure figure) {
        measured.add(figure);
    }

    /// Notes that a database was given up for an older copy of it.
    void ended(Lineage lineage) {
        lineages.add(lineage);
    }

    /// Databases that were given up, in order.
    public List<Lineage> lineages() {
        return List.copyOf(lineages);
    }

    /// What was noted since the last time.
    public List<Window.Mark> takeMarks() {
        var taken = List.copyOf(marks);
        marks.clear();
        return taken;
    }

    /// What was measured since the last time.
    public List<Figure> takeMeasured() {
        var taken = List.copyOf(measured);
        measured.clear();
        return taken;
    }

    /// Processes and links that were killed in all.
    public long kills() {
        return kills;
    }
}
