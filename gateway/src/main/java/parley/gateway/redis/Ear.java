package parley.gateway.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.RedisPubSubListener;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;

/// One link that listens, to one server, and its one listener for everything. The library dials
/// again when it breaks; that events may have been lost is told here.
final class Ear extends RedisPubSubAdapter<byte[], byte[]> implements RedisConnectionStateListener {
    private final StatefulRedisPubSubConnection<byte[], byte[]> connection;
    private final boolean sharded;
    private final Listener listener;
    private volatile boolean retired;
    private volatile long heardAt;

    private Ear(
            StatefulRedisPubSubConnection<byte[], byte[]> connection,
            boolean sharded,
            Listener listener) {
        this.connection = connection;
        this.sharded = sharded;
        this.listener = listener;
    }

    /// `SUBSCRIBE`: the server carries every channel.
    static Ear classic(
            StatefulRedisPubSubConnection<byte[], byte[]> connection, Listener listener) {
        return new Ear(connection, false, listener).attached();
    }

    /// `SSUBSCRIBE`: the server carries the channels of its slots.
    static Ear sharded(
            StatefulRedisPubSubConnection<byte[], byte[]> connection, Listener listener) {
        return new Ear(connection, true, listener).attached();
    }

    private Ear attached() {
        listener.alive(this);
        connection.addListener((RedisConnectionStateListener) this);
        connection.addListener((RedisPubSubListener<byte[], byte[]>) this);
        return this;
    }

    boolean isOpen() {
        return connection.isOpen();
    }

    /// Notes that the server gave a sign of life.
    void heardAt(long nowNanos) {
        heardAt = nowNanos;
    }

    /// Whether the link is open and the server has given a sign of life not longer ago than this.
    boolean stands(long nowNanos, Duration silence) {
        return isOpen() && nowNanos - heardAt < silence.toNanos();
    }

    /// @return completes with the answer
    Mono<Void> ping() {
        return Mono.fromCompletionStage(() -> connection.async().ping()).then();
    }

    /// Harmless for what is subscribed already.
    ///
    /// @param channels of one slot if they are sharded
    /// @return completes with the answer, which is the proof; fails if another server carries them
    Mono<Void> subscribe(List<String> channels) {
        var names = channels.stream().map(Ear::bytes).toArray(byte[][]::new);
        return Mono.fromCompletionStage(() ->
                        sharded
                                ? connection.async().ssubscribe(names)
                                : connection.async().subscribe(names))
                .then();
    }

    void unsubscribe(String channel) {
        var _ =
                sharded
                        ? connection.async().sunsubscribe(bytes(channel))
                        : connection.async().unsubscribe(bytes(channel));
    }

    /// Hears no more, and says nothing of it.
    void retire() {
        retired = true;
        var _ = connection.closeAsync();
    }

    @Override
    public void message(byte[] channel, byte[] message) {
        listener.alive(this);
        listener.heard(channel, message);
    }

    @Override
    public void smessage(byte[] channel, byte[] message) {
        listener.alive(this);
        listener.heard(channel, message);
    }

    @Override
    public void subscribed(byte[] channel, long count) {
        listener.alive(this);
    }

    @Override
    public void ssubscribed(byte[] channel, long count) {
        listener.alive(this);
    }

    @Override
    public void sunsubscribed(byte[] channel, long count) {
        listener.dropped(new String(channel, StandardCharsets.US_ASCII));
    }

    @Override
    public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
        listener.connected();
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
        if (!retired) {
            listener.broken("disconnected");
        }
    }

    private static byte[] bytes(String channel) {
        return channel.getBytes(StandardCharsets.US_ASCII);
    }

    /// Is told what an ear notices, on a thread of the library's.
    interface Listener {
        /// The server gave a sign of life.
        void alive(Ear ear);

        /// An event came.
        void heard(byte[] channel, byte[] message);

        /// The server carries a channel no more, asked or not.
        void dropped(String channel);

        /// The link stands again, with nothing subscribed.
        void connected();

        /// What came since may be lost.
        void broken(String why);
    }
}
