package parley.gateway.edge.visitor;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.edge.admission.Admission;
import parley.gateway.edge.country.Countries;
import parley.gateway.edge.pages.PageFiles;
import parley.gateway.session.Portals;
import parley.gateway.session.VisitorSessions;
import parley.gateway.transport.Transport;
import reactor.core.publisher.Mono;

/// Where visitors connect (design.md §2). HTTP/1.1 and WebSocket, in TLS or plain behind a proxy.
public final class VisitorListener {
    private static final Logger LOG = LoggerFactory.getLogger(VisitorListener.class);

    private static final int BACKLOG = 4096;

    /// What the kernel holds for a peer that does not read; by itself it would let that grow to
    /// megabytes.
    private static final int SEND_BUFFER = 64 << 10;

    private static final WriteBufferWaterMark MARKS = new WriteBufferWaterMark(8 << 10, 16 << 10);

    private final VisitorListenerConfig config;
    private final Gate gate;
    private @Nullable Channel server;

    /// @param files what `/loader.js` and `/widget/` serve
    public VisitorListener(
            VisitorListenerConfig config,
            Portals portals,
            VisitorSessions sessions,
            PageFiles files,
            Admission admission,
            Countries countries,
            MeterRegistry meters) {
        this.config = config;
        this.gate =
                new Gate(
                        config,
                        new Handshake(portals, sessions, files, admission, countries),
                        sessions,
                        new WebSocketReader(
                                VisitorListenerConfig.MAX_MESSAGE_BYTES,
                                VisitorListenerConfig.MAX_FRAGMENTS),
                        new HandshakeMetrics(meters));
    }

    /// Begins to listen.
    ///
    /// @param tls null: none
    /// @param eventLoops those of the sessions
    /// @return where it listens
    public Mono<InetSocketAddress> open(
            Transport transport, @Nullable SslContext tls, EventLoopGroup eventLoops) {
        return done(() ->
                        new ServerBootstrap()
                                .group(eventLoops)
                                .channel(transport.serverChannel())
                                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                                .option(ChannelOption.SO_REUSEADDR, true)
                                .childOption(ChannelOption.TCP_NODELAY, true)
                                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, MARKS)
                                .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER)
                                .childOption(
                                        ChannelOption.RECVBUF_ALLOCATOR,
                                        new AdaptiveRecvByteBufAllocator(512, 1024, 4096))
                                .childHandler(new Initializer(gate, tls))
                                .bind(config.host(), config.port()))
                .map(it -> {
                    server = it;
                    var address = (InetSocketAddress) it.localAddress();
                    LOG.info("visitors connect to {} over {}", address, transport);
                    return address;
                });
    }

    /// Listens no more; connections stay.
    public Mono<Void> close() {
        var open = server;
        return open == null ? Mono.empty() : done(open::close).then();
    }

    private static Mono<Channel> done(java.util.function.Supplier<ChannelFuture> action) {
        return Mono.create(sink ->
                action.get()
                        .addListener((ChannelFuture it) -> {
                            if (it.isSuccess()) {
                                sink.success(it.channel());
                            } else {
                                sink.error(it.cause());
                            }
                        }));
    }

    private static final class Initializer extends ChannelInitializer<Channel> {
        private final Gate gate;
        private final @Nullable SslContext tls;

        Initializer(Gate gate, @Nullable SslContext tls) {
            this.gate = gate;
            this.tls = tls;
        }

        @Override
        protected void initChannel(Channel channel) {
            if (tls != null) {
                channel.pipeline().addLast(tls.newHandler(channel.alloc()));
            }
            channel.pipeline().addLast(new HeadHandler(gate));
        }
    }
}
