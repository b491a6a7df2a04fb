package parley.gateway.edge.agent;

import io.micrometer.core.instrument.Gauge;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.availability.store.PresenceStore;
import parley.gateway.edge.rest.RestEdge;
import parley.gateway.fanout.Broker;
import parley.gateway.transport.Loops;
import parley.gateway.transport.Transport;
import parley.protocol.frame.CloseCode;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/// Where agents and admins connect: the REST API, the agents' WebSocket, the console and the demo
/// shop. HTTP/1.1, in TLS or plain behind a proxy. Its event loops are its own, so that a storm of
/// visitors never delays an agent.
public final class AgentListener {
    private static final Logger LOG = LoggerFactory.getLogger(AgentListener.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration IDLE = Duration.ofSeconds(75);

    private final AgentListenerConfig config;
    private final RestEdge rest;
    private final PageRoutes pages;
    private final AgentSocket socket;
    private final AgentNode node;
    private final LoopResources loops;
    private @Nullable DisposableServer server;
    private @Nullable Disposable ticking;
    private @Nullable Disposable renewing;
    private Broker.@Nullable Following suspicion;
    private volatile boolean refusing;

    /// @param pages of the console and the demo shop
    public AgentListener(
            AgentListenerConfig config,
            AgentRooms rooms,
            RestEdge rest,
            PageRoutes pages,
            AgentTools tools) {
        this.config = config;
        this.rest = rest;
        this.pages = pages;
        this.node =
                new AgentNode(
                        tools.node(),
                        config.socket(),
                        rooms,
                        new Desks(rooms.agents(), rooms.inboxes(), rooms.broker()),
                        new InboxFeeds(rooms.store(), rooms.broker()),
                        new Viewers(),
                        new AgentMetrics(tools.meters()),
                        tools.nanos(),
                        tools.ids(),
                        tools.pressure());
        this.socket = new AgentSocket(node);
        Gauge.builder("chat.outbound.bytes", socket, AgentSocket::outboundBytes)
                .tags("kind", "agent")
                .description("Bytes that wait for connections whose peers lag")
                .register(tools.meters());
        this.loops = new Loops(Transport.usual(), "agent", config.threads());
    }

    /// Makes this node known as alive, then listens.
    ///
    /// @param tls null: none
    /// @return where it listens; fails with `ChannelBindException` if the port is taken
    public Mono<InetSocketAddress> open(@Nullable SslContext tls) {
        return node.rooms()
                .presence()
                .renew(node.id())
                .then(Mono.defer(() -> bind(tls)))
                .map(bound -> {
                    server = bound;
                    ticking = Flux.interval(TICK).onBackpressureDrop().subscribe(_ -> tick());
                    renewing = renew();
                    suspicion = node.rooms().broker().onSuspicion(this::suspect);
                    return (InetSocketAddress) bound.address();
                });
    }

    /// Takes no new WebSockets; REST goes on.
    public void refuseNew() {
        refusing = true;
    }

    /// Agents' connections at present.
    public int connections() {
        return socket.sessions().size();
    }

    /// Bytes that wait for agents' connections whose peers lag; from any thread.
    public long outboundBytes() {
        return socket.outboundBytes();
    }

    /// Sends the agents to other nodes, spread over a window, then closes what is left.
    public Mono<Void> sendAway(Duration window) {
        int ms = Math.toIntExact(Math.max(1, window.toMillis()));
        socket.sessions().forEach(it -> it.goAway(0, ms));
        return Flux.interval(Duration.ofMillis(100))
                .onBackpressureDrop()
                .takeUntil(_ -> connections() == 0)
                .take(window.plusSeconds(3))
                .then(
                        Mono.fromRunnable(() ->
                                socket.sessions()
                                        .forEach(it ->
                                                it.onLoop(() ->
                                                        it.close(CloseCode.RESTART, "restart")))));
    }

    /// Ends everything.
    public Mono<Void> close() {
        return Mono.defer(
                        () -> {
                            dispose(ticking);
                            dispose(renewing);
                            if (suspicion != null) {
                                suspicion.close();
                            }
                            var bound = server;
                            return bound == null
                                    ? Mono.<Void>empty()
                                    : Mono.fromRunnable(bound::dispose).then(bound.onDispose());
                        })
                .then(node.rooms().presence().leave(node.id()).onErrorComplete())
                .then(loops.disposeLater(Duration.ZERO, Duration.ofSeconds(2)));
    }

    private Mono<? extends DisposableServer> bind(@Nullable SslContext tls) {
        var server = HttpServer.create();
        return (tls == null ? server : server.secure(it -> it.sslContext(tls)))
                .host(config.host())
                .port(config.port())
                .runOn(loops)
                .idleTimeout(IDLE)
                .compress(false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(32 * 1024, 64 * 1024))
                .httpRequestDecoder(it ->
                        it.maxInitialLineLength(4_096).maxHeaderSize(8_192).validateHeaders(true))
                .handle(this::handle)
                .bind();
    }

    private Mono<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        if (request.scheme().equals("https")) {
            response.header("strict-transport-security", "max-age=31536000");
        }
        int wrong = HandshakeRules.request(request);
        if (wrong != 0) {
            return refuse(response, wrong);
        }
        var uri = request.uri();
        int query = uri.indexOf('?');
        var path = query < 0 ? uri : uri.substring(0, query);
        if (path.equals("/v1/agent")) {
            return upgrade(request, response);
        }
        return path.startsWith("/api/")
                ? rest.handle(request, response)
                : pages.handle(request, response, path);
    }

    private Mono<Void> upgrade(HttpServerRequest request, HttpServerResponse response) {
        int wrong = HandshakeRules.upgrade(request);
        if (wrong == 426) {
            response.header("sec-websocket-version", "13");
        }
        if (wrong != 0) {
            return refuse(response, wrong);
        }
        if (refusing) {
            return refuse(response.header("retry-after", "5"), 503);
        }
        return socket.upgrade(response);
    }

    /// By headers alone, ended by the end of the connection: an answer of known length would repeat
    /// whatever version the request claims.
    private Mono<Void> refuse(HttpServerResponse response, int status) {
        node.metrics().turnedAway(status);
        return response.status(status).chunkedTransfer(false).keepAlive(false).sendHeaders().then();
    }

    private void tick() {
        socket.sessions().forEach(it -> it.onLoop(it::tick));
    }

    /// A doorbell may have been lost.
    private void suspect() {
        node.desks().suspect();
        socket.sessions().forEach(AgentSession::suspect);
    }

    private Disposable renew() {
        return Flux.interval(PresenceStore.RENEWAL)
                .onBackpressureDrop()
                .concatMap(_ ->
                        node.rooms()
                                .presence()
                                .renew(node.id())
                                .onErrorResume(e -> {
                                    LOG.warn("the node's lease could not be renewed", e);
                                    return Mono.empty();
                                }))
                .subscribe();
    }

    private static void dispose(@Nullable Disposable there) {
        if (there != null) {
            there.dispose();
        }
    }
}
