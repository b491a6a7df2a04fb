package parley.loadtest.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import parley.loadtest.cluster.Node;

/// Row 4, with one version: every gateway told to leave and started again, one after the other.
final class RollingRestart implements Fault {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final double ACK_GAP_SECONDS = 2;
    private static final double CATCH_UP_SECONDS = 1;
    private static final double GONE_SECONDS = 15;

    @Override
    public int row() {
        return 4;
    }

    @Override
    public String what() {
        return "all gateways restarted, one after the other";
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException {
        double slowest = 0;
        var pressure = new Pressure(site);
        for (var node : site.cluster().nodes()) {
            site.say("SIGTERM node " + node.number() + ", " + site.crowd().liveOn(node) + " LIVE");
            long told = System.nanoTime();
            node.terminate();
            while (node.alive() && System.nanoTime() - told < PATIENCE.toNanos()) {
                pressure.look();
                site.pass(POLL);
            }
            slowest = Math.max(slowest, (System.nanoTime() - told) / 1e9);
            node.start();
            pressure.lookUntilReady(node);
            site.cluster().awaitReady(node);
        }
        pressure.tell();
        site.mark("back");
        site.measured(Figure.atMost("gone after, the slowest", slowest, "s", GONE_SECONDS));
        var _ = site.crowd().settled(PATIENCE);
        site.measured(
                Figure.none(
                        "clients that never returned",
                        site.crowd().size() - site.crowd().tally().live()));
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        long from = window.from();
        long until = window.until();
        return List.of(
                Figure.atMost(
                        "ack gap a client p99",
                        Latency.p99(evidence.worstAcks(from, until)),
                        "s",
                        ACK_GAP_SECONDS),
                Figure.atMost(
                        "catch-up p99",
                        Latency.p99(evidence.catchUps(from, until)),
                        "s",
                        CATCH_UP_SECONDS),
                Figure.told(
                        "catch-up p99 in conversations",
                        Latency.p99(evidence.catchUpsInConversations(from, until)),
                        "s"),
                Figure.told(
                        "catch-up p50",
                        Evidence.percentile(evidence.catchUps(from, until), 0.5),
                        "s"),
                Figure.told("connections moved", evidence.catchUps(from, until).length, ""),
                Figure.told("connections lost", evidence.losses(from, until), ""),
                Figure.told("longest time without any ack", evidence.longestGap(from, until), "s"));
    }

    /// How hard it is for the nodes that others come to.
    private static final class Pressure {
        private static final String STATE = "chat_admission_state ";
        private static final String NEWCOMERS = "chat_admission_newcomers ";
        private static final String RETURNING = "chat_admission_returning ";

        private static final Duration APART = Duration.ofSeconds(1);

        private final Site site;
        private double state;
        private double newcomers;
        private double returning;
        private long looked;

        Pressure(Site site) {
            this.site = site;
        }

        /// Once a second at most: what is asked costs the asked.
        void look() throws InterruptedException {
            if (System.nanoTime() - looked < APART.toNanos()) {
                return;
            }
            looked = System.nanoTime();
            for (var node : site.cluster().nodes()) {
                if (site.cluster().readiness().isReady(node)) {
                    look(node);
                }
            }
        }

        private void look(Node node) throws InterruptedException {
            try {
                state = Math.max(state, Meter.read(site, node, STATE));
                newcomers = Math.max(newcomers, Meter.read(site, node, NEWCOMERS));
                returning = Math.max(returning, Meter.read(site, node, RETURNING));
            } catch (IOException _) {
                site.say("node " + node.number() + " does not tell how it is");
            }
        }

        void lookUntilReady(Node node) throws InterruptedException {
            while (node.alive() && !site.cluster().readiness().isReady(node)) {
                look();
                site.pass(POLL);
            }
        }

        void tell() {
            site.measured(Figure.told("admission state, the worst (1 yellow, 2 red)", state, ""));
            site.measured(Figure.told("newcomers held back, the most", newcomers, ""));
            site.measured(Figure.told("returning visitors that wait, the most", returning, ""));
        }
    }
}
