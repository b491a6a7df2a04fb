package parley.loadtest.trial;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import parley.loadtest.cluster.Cluster;
import parley.loadtest.cluster.Launch;
import parley.loadtest.crowd.Crowd;
import parley.loadtest.crowd.Journal;
import parley.loadtest.crowd.Load;
import parley.loadtest.crowd.Portal;
import parley.loadtest.fault.Evidence;
import parley.loadtest.fault.Fault;
import parley.loadtest.fault.Figure;
import parley.loadtest.fault.FinalState;
import parley.loadtest.fault.Site;
import parley.loadtest.fault.Window;
import parley.loadtest.history.Checker;
import parley.loadtest.history.Figures;
import parley.loadtest.history.Happening;
import parley.loadtest.history.History;
import parley.loadtest.history.Lineage;

/// One run: a deployment and a crowd, the faults one after another with calm in between, then
/// quiet, the final state by our own SQL, and the checker over everything.
final class Trial {
    private static final Duration GATHERED_WITHIN = Duration.ofSeconds(90);
    private static final Duration RECOVERED_WITHIN = Duration.ofSeconds(60);
    private static final Duration CONVERGED_WITHIN = Duration.ofSeconds(30);
    private static final Duration SPREAD = Duration.ofSeconds(6);
    private static final int MOVES_PER_SECOND = 150;
    private static final int NODES = 3;
    private static final int OBSERVERS = 3;

    private final Plan plan;
    private final Consumer<String> progress;

    /// What is tried.
    ///
    /// @param folder of the run; deleted in the end
    /// @param sabotage SQL that makes the gateway wrong, to see that it shows; empty for none
    /// @param launch how the gateways are started
    record Plan(
            Load load,
            List<Fault> faults,
            Setting setting,
            long seed,
            Path folder,
            String sabotage,
            Launch launch) {
        Plan {
            faults = List.copyOf(faults);
        }
    }

    /// How it is tried.
    ///
    /// @param calm undisturbed time before each fault
    /// @param heartbeat of visitors and agents
    /// @param connectsPerSecond what one node lets in
    /// @param rehearsed whether nodes rehearse as they do by default; those that are killed often
    ///   make a few visits only, since all of them share one machine
    record Setting(Duration calm, Duration heartbeat, int connectsPerSecond, boolean rehearsed) {
        private static final int FEW_VISITS = 300;

        /// For faults that are noticed by silence, on clients that one machine can move at once.
        static Setting usual(Duration calm) {
            return new Setting(calm, Duration.ofSeconds(5), 1_000, false);
        }

        Launch on(Launch launch) {
            return rehearsed
                    ? launch
                    : launch.with("PARLEY_REHEARSAL_VISITS", Integer.toString(FEW_VISITS));
        }
    }

    /// @param progress told in one line what happens
    Trial(Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    Outcome run() throws IOException, InterruptedException, SQLException {
        var portals = new ArrayList<Portal>();
        try (var cluster =
                Cluster.start(
                        plan.folder(),
                        new Cluster.Plan(
                                NODES,
                                plan.setting().heartbeat(),
                                plan.setting().connectsPerSecond(),
                                plan.seed(),
                                plan.setting().on(plan.launch())),
                        postgres -> {
                            try (var connection = postgres.connect();
                                    var statement = connection.createStatement()) {
                                portals.addAll(
                                        new Tenants(plan.seed()).create(connection, plan.load()));
                                if (!plan.sabotage().isEmpty()) {
                                    statement.execute(plan.sabotage());
                                }
                            }
                        },
                        progress)) {
            var crowd = new Crowd(cluster, plan.load(), plan.seed());
            progress.accept("gathering " + plan.load());
            crowd.gather(portals, GATHERED_WITHIN);
            try (var _ = Ticker.start(crowd, progress)) {
                return disturb(cluster, crowd);
            }
        }
    }

    private Outcome disturb(Cluster cluster, Crowd crowd)
            throws IOException, InterruptedException, SQLException {
        var random = new SplittableRandom(plan.seed());
        var site = new Site(cluster, crowd, random, progress);
        var injected = new ArrayList<Injected>();
        progress.accept("warming up");
        spread(site);
        for (var fault : plan.faults()) {
            injected.add(inject(fault, site));
        }
        long unconverged = calmDown(cluster, crowd);
        FinalState state;
        try (var connection = cluster.postgres().connect()) {
            state = FinalState.read(connection);
        }
        var journals = crowd.disperse();
        return judge(crowd, site, injected, unconverged, state, journals);
    }

    private record Injected(Fault fault, Window window, List<Figure> measured) {}

    private Injected inject(Fault fault, Site site)
            throws IOException, InterruptedException, SQLException {
        if (!fault.obstacle().isEmpty()) {
            progress.accept("fault " + fault.row() + " skipped: " + fault.obstacle());
            long now = System.nanoTime();
            return new Injected(fault, new Window(now, now, now, List.of()), List.of());
        }
        spread(site);
        long calm = System.nanoTime();
        site.pass(plan.setting().calm());
        progress.accept("fault " + fault.row() + ": " + fault.what());
        long from = System.nanoTime();
        fault.inject(site);
        long until = System.nanoTime();
        if (!site.crowd().settled(RECOVERED_WITHIN)) {
            progress.accept("not everybody is LIVE after " + RECOVERED_WITHIN);
        }
        var window = new Window(calm, from, until, site.takeMarks());
        return new Injected(fault, window, site.takeMeasured());
    }

    /// All nodes have work again, also those that a fault left empty.
    private static void spread(Site site) throws InterruptedException {
        var enough = Duration.ofSeconds(site.crowd().size() / MOVES_PER_SECOND);
        var over = enough.compareTo(SPREAD) > 0 ? enough : SPREAD;
        site.crowd().spread(over);
        site.pass(over);
        var _ = site.crowd().settled(RECOVERED_WITHIN);
    }

    /// Nobody types any more; waits until everybody holds everything.
    ///
    /// @return how many entries somebody does not hold
    private long calmDown(Cluster cluster, Crowd crowd) throws InterruptedException, SQLException {
        progress.accept("quiet; waiting for everybody to hold everything");
        crowd.quiet(true);
        var _ = crowd.settled(CONVERGED_WITHIN);
        long until = System.nanoTime() + CONVERGED_WITHIN.toNanos();
        try (var connection = cluster.postgres().connect()) {
            while (true) {
                long heads = FinalState.heads(connection, crowd.canaries().keySet());
                long missing = OBSERVERS * heads - crowd.tally().held();
                if (missing <= 0 || System.nanoTime() > until) {
                    return Math.max(0, missing);
                }
                Thread.sleep(100);
            }
        }
    }

    private Outcome judge(
            Crowd crowd,
            Site site,
            List<Injected> injected,
            long unconverged,
            FinalState state,
            List<Journal> journals) {
        progress.accept("checking");
        var happenings = new ArrayList<Happening>();
        journals.forEach(it -> happenings.addAll(it.happenings()));
        var history = new History(happenings, state.rows(), state.lastSeqs(), crowd.canaries());
        var evidence = new Evidence(journals);
        var judged = new ArrayList<Outcome.Judged>();
        for (var it : injected) {
            var figures = new ArrayList<>(it.measured());
            if (it.fault().obstacle().isEmpty()) {
                figures.addAll(it.fault().judge(evidence, it.window()));
                figures.add(converged(evidence, it.window()));
            }
            judged.add(new Outcome.Judged(it.fault(), it.window(), figures, it.fault().obstacle()));
        }
        var volumes =
                new Outcome.Volumes(
                        site.kills(),
                        crowd.tally().returns(),
                        crowd.tally().refusals(),
                        crowd.syncs(),
                        crowd.tally().resets(),
                        span(history));
        return new Outcome(
                judged,
                Lineage.histories(history, site.lineages()).stream()
                        .flatMap(it -> Checker.check(it).stream())
                        .toList(),
                Figures.of(history),
                volumes,
                unconverged,
                crowd.surprises(),
                evidence);
    }

    /// C9, of every fault alike: from when it was over.
    private static Figure converged(Evidence evidence, Window window) {
        var took = evidence.convergence(window.over());
        return Figure.told("C9 converged p99", Evidence.percentile(took, 0.99), "s");
    }

    private static double span(History history) {
        var all = history.happenings();
        return all.isEmpty() ? 0 : (all.getLast().at() - all.getFirst().at()) / 1e9;
    }
}
