package parley.gateway.app.rehearsal;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.app.config.RehearsalConfig;
import parley.gateway.edge.RateLimit;
import parley.gateway.edge.admission.Admission;
import parley.gateway.edge.admission.AdmissionConfig;
import parley.gateway.edge.admission.AdmissionState;
import parley.gateway.edge.country.Countries;
import parley.gateway.edge.pages.PageFiles;
import parley.gateway.edge.visitor.VisitorListener;
import parley.gateway.edge.visitor.VisitorListenerConfig;
import parley.gateway.fanout.Broker;
import parley.gateway.report.store.CountStore;
import parley.gateway.report.store.Counters;
import parley.gateway.session.Platform;
import parley.gateway.session.Portals;
import parley.gateway.session.Pressure;
import parley.gateway.session.Rush;
import parley.gateway.session.SendLimit;
import parley.gateway.session.SessionConfig;
import parley.gateway.session.Talking;
import parley.gateway.session.Visiting;
import parley.gateway.session.VisitorSessions;
import parley.gateway.transport.Transport;
import parley.gateway.visitor.VisitorTokens;
import reactor.core.scheduler.Schedulers;

/// Visits this node through a listener of its own on a loopback port: upgrade, decision, page
/// change, ping, and two messages that the database refuses. It is our code on our sockets, so that
/// the compiler sees what visitors will do; nothing is stored, published to others or counted, and
/// no visitor can reach it.
public final class Rehearsal {
    private static final AdmissionConfig OPEN =
            AdmissionConfig.defaults()
                    .letting(100_000, new RateLimit.Rate(1_000_000, 1_000_000), "")
                    .at(1_000_000);
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int AT_ONCE = 8;

    /// Of so many visitors one does all that a visitor can do; the others look and leave, which is
    /// what most do.
    private static final int ALL_OF_IT = 4;

    private static final int LOOPS = 2;

    private final RehearsalConfig config;
    private final Stage stage;
    private final RehearsalPortal portal;
    private final long endAt;
    private final AtomicInteger done = new AtomicInteger();

    private Rehearsal(RehearsalConfig config, Stage stage) {
        this.config = config;
        this.stage = stage;
        this.portal = new RehearsalPortal(stage.ids());
        this.endAt = System.nanoTime() + config.atMost().toNanos();
    }

    /// What the rehearsal shares with the node.
    ///
    /// @param talking the node's own conversations; the database has no portal of the rehearsal's
    /// @param counts never written to
    public record Stage(
            Talking talking,
            CountStore counts,
            VisitorTokens tokens,
            Broker broker,
            PageFiles files,
            Transport transport,
            Clock clock,
            Supplier<UUID> ids) {}

    /// Rehearses, for as long as it is told at most. A rehearsal that fails is told to the log: the
    /// node is slower at first, and right all the same.
    ///
    /// @return visits made
    public static int run(RehearsalConfig config, Stage stage) {
        if (config.visits() == 0) {
            return 0;
        }
        var rehearsal = new Rehearsal(config, stage);
        rehearsal.play();
        return rehearsal.done.get();
    }

    private void play() {
        var loops = stage.transport().eventLoops("rehearsal", LOOPS);
        var meters = new SimpleMeterRegistry();
        var portals = new Portals(portal, stage.broker(), Schedulers.parallel(), stage.clock());
        var sessions =
                new VisitorSessions(
                        unlimited(),
                        uncounted(meters),
                        stage.tokens(),
                        portals,
                        new Platform(
                                loops,
                                meters,
                                stage.clock(),
                                stage.ids(),
                                new Rush(() -> Pressure.GREEN, 1, 1_000)));
        var listener =
                new VisitorListener(
                        VisitorListenerConfig.defaults("127.0.0.1", 0, LOOPS),
                        portals,
                        sessions,
                        stage.files(),
                        new Admission(OPEN, new AdmissionState(OPEN)),
                        Countries.UNKNOWN,
                        meters);
        try {
            portals.start().block(PATIENCE);
            sessions.start();
            var address = listener.open(stage.transport(), null, loops).block(PATIENCE);
            if (address != null) {
                visits(address);
            }
        } catch (RuntimeException e) {
            LOG.warn("the rehearsal was broken off", e);
        } finally {
            sessions.closeAll();
            listener.close().block(PATIENCE);
            portals.close();
            sessions.stop();
            var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            meters.close();
        }
    }

    private void visits(InetSocketAddress address) {
        var begun = new AtomicInteger();
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            var visitors =
                    IntStream.range(0, AT_ONCE)
                            .mapToObj(_ -> threads.submit(() -> comeAndGo(address, begun)))
                            .toList();
            for (var each : visitors) {
                each.get();
            }
        } catch (ExecutionException e) {
            LOG.warn("the rehearsal was broken off", e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// One visitor after the other, until enough were there or the time is up.
    private int comeAndGo(InetSocketAddress address, AtomicInteger begun) throws IOException {
        var upgrade = RehearsalVisitor.upgrade(portal.id());
        var buffer = RehearsalVisitor.buffer();
        for (int number = begun.getAndIncrement();
                number < config.visits() && System.nanoTime() < endAt;
                number = begun.getAndIncrement()) {
            try (var visitor = new RehearsalVisitor(address, portal.id(), upgrade, buffer)) {
                if (number % ALL_OF_IT == 0) {
                    visitor.visit(stage.ids().get(), stage.ids().get());
                } else {
                    visitor.glance(stage.ids().get());
                }
            }
            done.incrementAndGet();
        }
        return done.get();
    }

    private static SessionConfig unlimited() {
        var usual = SessionConfig.defaults("rehearsal");
        return new SessionConfig(
                usual.node(),
                usual.idleHeartbeat(),
                usual.openHeartbeat(),
                usual.connectWithin(),
                usual.maxOutboxBytes(),
                usual.pushSpread(),
                new SendLimit(1_000, 1_000, 60_000));
    }

    /// As the node talks, but for its counters: nobody has seen what is shown here.
    private Talking uncounted(SimpleMeterRegistry meters) {
        var real = stage.talking();
        var visiting = real.visiting();
        return new Talking(
                real.conversations(),
                real.store(),
                real.feeds(),
                real.places(),
                real.epoch(),
                new Visiting(
                        visiting.visitors(),
                        visiting.articles(),
                        visiting.surveys(),
                        new Counters(stage.counts(), stage.ids().get(), stage.clock(), meters),
                        stage.clock()));
    }
}
