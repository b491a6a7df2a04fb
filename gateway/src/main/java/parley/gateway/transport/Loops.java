package parley.gateway.transport;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/// Event loops for Reactor Netty that are driven as we say: by itself it takes io_uring wherever
/// its library is on the class path.
public final class Loops implements LoopResources {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Transport transport;
    private final EventLoopGroup group;

    /// @param name of the threads
    public Loops(Transport transport, String name, int threads) {
        this.transport = transport;
        this.group = transport.eventLoops(name, threads);
    }

    @Override
    public EventLoopGroup onServer(boolean useNative) {
        return group;
    }

    @Override
    public EventLoopGroup onServerSelect(boolean useNative) {
        return group;
    }

    @Override
    public EventLoopGroup onClient(boolean useNative) {
        return group;
    }

    @Override
    public <C extends Channel> C onChannel(Class<C> kind, EventLoopGroup loops) {
        return kind.cast(transport.channel(kind));
    }

    @Override
    public <C extends Channel> Class<? extends C> onChannelClass(
            Class<C> kind, EventLoopGroup loops) {
        return transport.channelClass(kind).asSubclass(kind);
    }

    @Override
    public boolean daemon() {
        return true;
    }

    @Override
    public boolean isDisposed() {
        return group.isShuttingDown();
    }

    @Override
    public void dispose() {
        var _ = group.shutdownGracefully(0, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public Mono<Void> disposeLater() {
        return disposeLater(Duration.ZERO, PATIENCE);
    }

    @Override
    public Mono<Void> disposeLater(Duration quiet, Duration timeout) {
        return Mono.create(sink ->
                group.shutdownGracefully(
                                quiet.toMillis(), timeout.toMillis(), TimeUnit.MILLISECONDS)
                        .addListener(_ -> sink.success()));
    }
}
