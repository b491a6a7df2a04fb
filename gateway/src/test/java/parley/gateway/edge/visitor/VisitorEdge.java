package parley.gateway.edge.visitor;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import parley.gateway.edge.RateLimit;
import parley.gateway.edge.admission.Admission;
import parley.gateway.edge.admission.AdmissionConfig;
import parley.gateway.edge.admission.AdmissionState;
import parley.gateway.edge.country.Countries;
import parley.gateway.edge.pages.PageFiles;
import parley.gateway.fanout.Broker;
import parley.gateway.session.LivePages;
import parley.gateway.session.LivePortal;
import parley.gateway.session.Platform;
import parley.gateway.session.PortalSource;
import parley.gateway.session.Portals;
import parley.gateway.session.Rush;
import parley.gateway.session.SessionConfig;
import parley.gateway.session.Talking;
import parley.gateway.session.VisitorSessions;
import parley.gateway.transport.Transport;
import parley.gateway.visitor.SigningKey;
import parley.gateway.visitor.VisitorTokens;
import parley.protocol.value.PortalId;
import reactor.core.scheduler.Schedulers;

/// A visitors' listener on a free port, wired as in production, with the test's own stores.
public final class VisitorEdge implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final byte[] SECRET =
            "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Transport transport;
    private final EventLoopGroup eventLoops;
    private final Portals portals;
    private final VisitorSessions sessions;
    private final VisitorListener listener;
    private final InetSocketAddress address;
    private final AdmissionState state;

    public VisitorEdge(PortalSource source, Talking talking, Broker broker, SessionConfig config) {
        this(source, talking, broker, config, AdmissionConfig.defaults());
    }

    public VisitorEdge(
            PortalSource source,
            Talking talking,
            Broker broker,
            SessionConfig config,
            AdmissionConfig admission) {
        this(source, talking, broker, config, admission, Transport.usual());
    }

    /// Behind a proxy on this machine that says who its clients are.
    VisitorEdge(PortalSource source, Talking talking, Countries countries) {
        this(
                source,
                talking,
                new QuietBroker(),
                config(),
                open().letting(100_000, open().perNetwork(), "127.0.0.1"),
                Transport.usual(),
                countries);
    }

    VisitorEdge(
            PortalSource source,
            Talking talking,
            Broker broker,
            SessionConfig config,
            AdmissionConfig admission,
            Transport transport) {
        this(source, talking, broker, config, admission, transport, Countries.UNKNOWN);
    }

    private VisitorEdge(
            PortalSource source,
            Talking talking,
            Broker broker,
            SessionConfig config,
            AdmissionConfig admission,
            Transport transport,
            Countries countries) {
        this.transport = transport;
        state = new AdmissionState(admission);
        eventLoops = transport.eventLoops("visitor", 2);
        portals = new Portals(source, broker, Schedulers.parallel(), Clock.systemUTC());
        var random = seeded();
        sessions =
                new VisitorSessions(
                        config,
                        talking,
                        tokens(),
                        portals,
                        new Platform(
                                eventLoops,
                                meters,
                                Clock.systemUTC(),
                                () -> new UUID(random.nextLong(), random.nextLong()),
                                new Rush(
                                        state::pressure,
                                        admission.lookUpsAtOnce(),
                                        admission.connectsPerSecond() / 10)));
        listener =
                new VisitorListener(
                        new VisitorListenerConfig("127.0.0.1", 0, 2, "auto", Duration.ofSeconds(2)),
                        portals,
                        sessions,
                        PageFiles.read(URI.create("http://localhost:8080")),
                        new Admission(admission, state),
                        countries,
                        meters);
        portals.start().block(PATIENCE);
        sessions.start();
        address = listener.open(transport, null, eventLoops).block(PATIENCE);
    }

    /// Listens once more, in TLS.
    InetSocketAddress listen(SslContext tls) {
        return listener.open(transport, tls, eventLoops).block(PATIENCE);
    }

    /// Random bytes that need no system call once it is seeded.
    private static SecureRandom seeded() {
        try {
            var random = SecureRandom.getInstance("DRBG");
            random.nextLong();
            return random;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("DRBG is part of every JDK", e);
        }
    }

    /// Lets in as many as a test can make.
    public static AdmissionConfig open() {
        return AdmissionConfig.defaults()
                .letting(100_000, new RateLimit.Rate(100_000, 100_000), "")
                .at(100_000);
    }

    public static SessionConfig config() {
        return SessionConfig.defaults("test");
    }

    /// Mints and judges as this edge does.
    public static VisitorTokens tokens() {
        return new VisitorTokens(
                List.of(new SigningKey("k1", SECRET)), Duration.ofDays(1), Clock.systemUTC());
    }

    /// As it is served here.
    public LivePortal portal(PortalId id) {
        return portals.find(id);
    }

    public InetSocketAddress address() {
        return address;
    }

    /// How hard the node is pressed: for tests to press it.
    public AdmissionState state() {
        return state;
    }

    public VisitorSessions sessions() {
        return sessions;
    }

    /// The page views that are connected here.
    public LivePages pages() {
        var pages = new LivePages();
        pages.open(sessions, portals);
        return pages;
    }

    public SimpleMeterRegistry meters() {
        return meters;
    }

    public RawSocket dial() {
        return new RawSocket(address);
    }

    /// A socket that was upgraded, `hello` not read yet.
    public RawSocket upgraded(PortalId portal, String origin) {
        var socket = dial().send(upgrade(portal, origin));
        int status = socket.status();
        if (status != 101) {
            throw new AssertionError("upgrade: " + status);
        }
        return socket;
    }

    /// An upgrade request as a browser sends it.
    public static String upgrade(PortalId portal, String origin) {
        return """
        GET /v1/chat/%s HTTP/1.1\r
        Host: 127.0.0.1\r
        Connection: Upgrade\r
        Upgrade: websocket\r
        Origin: %s\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        \r
        """
                .formatted(portal, origin);
    }

    /// How often something was counted; 0 if never.
    public double count(String meter, String... tags) {
        var counter = meters.find(meter).tags(tags).counter();
        return counter == null ? 0 : counter.count();
    }

    @Override
    public void close() {
        listener.close().block(PATIENCE);
        sessions.closeAll();
        sessions.stop();
        portals.close();
        eventLoops
                .shutdownGracefully(0, 1, TimeUnit.SECONDS)
                .awaitUninterruptibly(PATIENCE.toMillis());
    }
}
