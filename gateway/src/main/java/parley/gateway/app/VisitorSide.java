package parley.gateway.app;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import parley.gateway.app.config.Config;
import parley.gateway.app.rehearsal.Rehearsal;
import parley.gateway.edge.admission.Admission;
import parley.gateway.edge.admission.AdmissionConfig;
import parley.gateway.edge.pages.PageFiles;
import parley.gateway.edge.visitor.VisitorListener;
import parley.gateway.session.Portals;
import parley.gateway.session.Rush;
import parley.gateway.session.SessionConfig;
import parley.gateway.session.StoredExtras;
import parley.gateway.session.StoredPortals;
import parley.gateway.session.Talking;
import parley.gateway.session.Visiting;
import parley.gateway.session.VisitorSessions;
import parley.gateway.session.preview.PreviewLinks;
import parley.gateway.transport.Transport;
import parley.gateway.visitor.VisitorTokens;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// The visitors' side: portals in memory, sessions, and the listener.
final class VisitorSide implements Drain.Drainable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// A YELLOW node lets one new visitor in where a GREEN one lets in so many.
    private static final int NEWCOMERS = 10;

    private static final Duration LAST_WORDS = Duration.ofSeconds(3);

    private final VisitorSessions sessions;
    private final VisitorListener listener;
    private final int port;

    private VisitorSide(VisitorSessions sessions, VisitorListener listener, int port) {
        this.sessions = sessions;
        this.listener = listener;
        this.port = port;
    }

    static VisitorSide open(
            Platform platform, Rooms rooms, Servers servers, Watches watches, PageFiles files) {
        var config = platform.config();
        var transport = transport(config);
        var threads = config.visitor().threads();
        var loops =
                transport.eventLoops(
                        "visitor",
                        threads == 0 ? Runtime.getRuntime().availableProcessors() : threads);
        platform.lifecycle()
                .onStop(
                        "visitors' loops",
                        () ->
                                loops.shutdownGracefully(0, 2, TimeUnit.SECONDS)
                                        .awaitUninterruptibly(5, TimeUnit.SECONDS));
        watches.loops().watch("visitor", loops);
        var portals = portals(platform, rooms);
        var talking = talking(platform, rooms);
        var tokens =
                new VisitorTokens(
                        servers.tokens().keys(), servers.tokens().lifetime(), platform.clock());
        var sessions =
                new VisitorSessions(
                        named(config.session(), platform),
                        talking,
                        tokens,
                        portals,
                        new parley.gateway.session.Platform(
                                loops,
                                platform.meters(),
                                platform.clock(),
                                platform::id,
                                rush(config.admission(), watches)));
        platform.progress().accept("loading the portals");
        portals.start().block(PATIENCE);
        platform.lifecycle().onStop("portals", portals::close);
        platform.lifecycle()
                .run(
                        "measuring",
                        Flux.interval(StoredExtras.MEASURED_EVERY)
                                .onBackpressureDrop()
                                .doOnNext(_ -> portals.measureAgain())
                                .then());
        rehearse(platform, rooms, talking, tokens, files, transport);
        sessions.start();
        platform.pages().open(sessions, portals);
        platform.lifecycle().onStop("visitors' sessions", sessions::stop);
        var listener =
                new VisitorListener(
                        config.visitor(),
                        portals,
                        sessions,
                        files,
                        new Admission(config.admission(), watches.admission()),
                        CountryLookUp.open(platform),
                        platform.meters());
        var address =
                Binding.await(
                        "visitor",
                        config.visitor().port(),
                        listener.open(transport, Binding.tls(config), loops));
        platform.lifecycle().onStop("visitors' listener", listener.close());
        return new VisitorSide(sessions, listener, address.getPort());
    }

    private static void rehearse(
            Platform platform,
            Rooms rooms,
            Talking talking,
            VisitorTokens tokens,
            PageFiles files,
            Transport transport) {
        var config = platform.config().rehearsal();
        if (config.visits() > 0) {
            platform.progress().accept("rehearsing");
            int visits =
                    Rehearsal.run(
                            config,
                            new Rehearsal.Stage(
                                    talking,
                                    rooms.library().counts(),
                                    tokens,
                                    rooms.broker(),
                                    files,
                                    transport,
                                    platform.clock(),
                                    platform::id));
            platform.progress().accept("rehearsed " + visits + " visits");
        }
    }

    private static Transport transport(Config config) {
        try {
            return Transport.named(config.visitor().transport());
        } catch (IllegalArgumentException e) {
            throw new StartFailure("visitor." + e.getMessage(), e);
        }
    }

    /// How browsers reach it.
    static URI url(Config config, int port) {
        var configured = config.publicly().visitorUrl();
        return URI.create(configured.isEmpty() ? Binding.local(config, port) : configured);
    }

    int port() {
        return port;
    }

    long outboundBytes() {
        return sessions.stalledBytes();
    }

    @Override
    public int connections() {
        return sessions.count();
    }

    @Override
    public void refuseNew() {
        var _ = listener.close().subscribe();
    }

    @Override
    public Mono<Void> sendAway(Duration window) {
        return Mono.fromRunnable(() -> sessions.goaway(window))
                .then(Waiting.until(() -> sessions.count() == 0, window.plus(LAST_WORDS)))
                .then(Mono.fromRunnable(sessions::closeAll))
                .then(Waiting.until(() -> sessions.count() == 0, LAST_WORDS));
    }

    private static Rush rush(AdmissionConfig config, Watches watches) {
        return new Rush(
                watches.admission()::pressure,
                config.lookUpsAtOnce(),
                Math.max(1, config.connectsPerSecond() / NEWCOMERS));
    }

    private static Portals portals(Platform platform, Rooms rooms) {
        return new Portals(
                new StoredPortals(
                        rooms.portals(),
                        rooms.chatflows(),
                        rooms.inboxes(),
                        rooms.teams(),
                        rooms.presence(),
                        new StoredExtras(
                                new StoredExtras.Stores(
                                        rooms.people().identity(),
                                        rooms.library().search(),
                                        rooms.people().subscriptionTypes(),
                                        rooms.library().surveys(),
                                        rooms.library().replies()),
                                platform.clock())),
                rooms.broker(),
                Schedulers.parallel(),
                platform.clock());
    }

    private static Talking talking(Platform platform, Rooms rooms) {
        var epoch = rooms.conversationStore().epoch().block(PATIENCE);
        if (epoch == null) {
            throw new StartFailure("the database has no epoch");
        }
        var visiting =
                new Visiting(
                                rooms.visitors().visitors(),
                                rooms.library().search(),
                                rooms.library().answers(),
                                rooms.visitors().counters(),
                                platform.clock())
                        .with(PreviewLinks.ofEditors(rooms.visitors().previews(), rooms.grants()));
        return new Talking(
                rooms.conversations(),
                rooms.conversationStore(),
                rooms.feeds(),
                rooms.places(),
                epoch,
                visiting);
    }

    private static SessionConfig named(SessionConfig config, Platform platform) {
        return config.node().isEmpty()
                ? config.named("node-" + platform.id().toString().substring(0, 8))
                : config;
    }
}
