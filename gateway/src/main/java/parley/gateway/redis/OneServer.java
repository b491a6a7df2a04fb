package parley.gateway.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Everything at one server: a fixed one, or whichever Sentinel names when a link is dialled, at
/// the start and at every reconnect. A server that Sentinel demotes is made to cut its links.
final class OneServer implements Servers {
    private static final String THE_ONE = "redis";
    private static final Home HOME = new Home(THE_ONE, 0);

    private final ClientSettings settings;
    private final RedisClient client;
    private final RedisURI uri;
    private volatile @Nullable StatefulRedisConnection<byte[], byte[]> mouth;

    private OneServer(ClientSettings settings, RedisURI uri) {
        this.settings = settings;
        this.uri = uri;
        client = settings.client();
    }

    static OneServer at(InetSocketAddress address, ClientSettings settings) {
        return new OneServer(settings, settings.server(address));
    }

    static OneServer foundBy(Deployment.Sentinel sentinel, ClientSettings settings) {
        return new OneServer(settings, settings.master(sentinel));
    }

    @Override
    public Mono<Void> look() {
        return Mono.defer(() ->
                mouth == null
                        ? Mono.fromCompletionStage(
                                        () -> client.connectAsync(ByteArrayCodec.INSTANCE, uri))
                                .doOnNext(it -> mouth = it)
                                .then()
                        : Mono.empty());
    }

    @Override
    public List<String> carriers() {
        return List.of(THE_ONE);
    }

    @Override
    public Home home(String channel) {
        return HOME;
    }

    @Override
    public Mono<Ear> listen(String server, Ear.Listener listener) {
        return Mono.fromCompletionStage(
                        () -> client.connectPubSubAsync(ByteArrayCodec.INSTANCE, uri))
                .map(it -> Ear.classic(it, listener));
    }

    @Override
    public Mono<Long> publish(byte[] channel, byte[] message) {
        return Mono.defer(() -> {
            var connection = mouth;
            return connection == null
                    ? Mono.error(new IllegalStateException("no link yet"))
                    : Mono.fromCompletionStage(connection.async().publish(channel, message));
        });
    }

    @Override
    public void hangUp() {
        var connection = mouth;
        mouth = null;
        if (connection != null) {
            var _ = connection.closeAsync();
        }
    }

    @Override
    public Mono<Void> close() {
        return Mono.fromCompletionStage(client::shutdownAsync).then(settings.close());
    }
}
