package parley.gateway.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import parley.gateway.fanout.Topic;
import reactor.core.publisher.Mono;

/// The masters of a Redis Cluster, each of which carries the channels of its slots: sharded
/// pub/sub, since a classic PUBLISH goes through every node.
///
/// The library knows the topology and follows a redirected publish. It does not bring a sharded
/// subscription to the server that a slot went to (lettuce#3213), and after a reconnect it asks for
/// channels of several slots in one command, which Redis refuses: hence ears of our own, one a
/// master, of which [Links] knows what belongs where.
final class ClusterServers implements Servers {
    /// Slots also move without any link of ours being hurt; every refresh dials every node.
    private static final Duration LOOK_EVERY = Duration.ofSeconds(15);

    /// At most one refresh in so long, however many commands are redirected.
    private static final Duration LOOK_AT_MOST_EVERY = Duration.ofSeconds(1);

    private static final Duration LOOK_WITHIN = Duration.ofSeconds(3);

    private static final int[] SLOTS =
            IntStream.range(0, Topic.PARTITIONS)
                    .map(it -> SlotHash.getSlot("{%02x}".formatted(it)))
                    .toArray();

    private final ClientSettings settings;
    private final RedisClusterClient cluster;
    private final RedisClient client;
    private volatile @Nullable StatefulRedisClusterConnection<byte[], byte[]> mouth;

    ClusterServers(List<InetSocketAddress> seeds, ClientSettings settings) {
        this.settings = settings;
        client = settings.client();
        cluster =
                RedisClusterClient.create(
                        settings.resources(), seeds.stream().map(settings::server).toList());
        cluster.setOptions(
                ClusterClientOptions.builder(settings.options())
                        .topologyRefreshOptions(
                                ClusterTopologyRefreshOptions.builder()
                                        .enablePeriodicRefresh(LOOK_EVERY)
                                        .adaptiveRefreshTriggersTimeout(LOOK_AT_MOST_EVERY)
                                        .build())
                        .build());
    }

    @Override
    public Mono<Void> look() {
        return Mono.fromCompletionStage(cluster::refreshPartitionsAsync)
                .timeout(LOOK_WITHIN)
                .then(Mono.defer(this::link));
    }

    private Mono<Void> link() {
        return mouth != null
                ? Mono.empty()
                : Mono.fromCompletionStage(() -> cluster.connectAsync(ByteArrayCodec.INSTANCE))
                        .doOnNext(it -> mouth = it)
                        .then();
    }

    private static InetSocketAddress address(String server) {
        int colon = server.lastIndexOf(':');
        return InetSocketAddress.createUnresolved(
                server.substring(0, colon), Integer.parseInt(server.substring(colon + 1)));
    }

    @Override
    public List<String> carriers() {
        return IntStream.of(SLOTS).mapToObj(this::carrier).toList();
    }

    @Override
    public Home home(String channel) {
        int slot = SlotHash.getSlot(channel);
        return new Home(carrier(slot), slot);
    }

    private String carrier(int slot) {
        var connection = mouth;
        var node = connection == null ? null : connection.getPartitions().getMasterBySlot(slot);
        return node == null ? NOBODY : node.getUri().getHost() + ":" + node.getUri().getPort();
    }

    /// Dials the link that publishes there first: what is published while it is being dialled would
    /// be refused, so nobody counts as heard before it can be spoken to.
    @Override
    public Mono<Ear> listen(String server, Ear.Listener listener) {
        var at = address(server);
        return Mono.defer(() -> mouthAt(at))
                .then(
                        Mono.fromCompletionStage(() ->
                                client.connectPubSubAsync(
                                        ByteArrayCodec.INSTANCE, settings.server(at))))
                .map(it -> Ear.sharded(it, listener));
    }

    private Mono<Void> mouthAt(InetSocketAddress server) {
        var connection = mouth;
        return connection == null
                ? Mono.error(new IllegalStateException("no link yet"))
                : Mono.fromCompletionStage(
                                connection.getConnectionAsync(
                                        server.getHostString(), server.getPort()))
                        .then();
    }

    @Override
    public Mono<Long> publish(byte[] channel, byte[] message) {
        return Mono.defer(() -> {
            var connection = mouth;
            return connection == null
                    ? Mono.error(new IllegalStateException("no link yet"))
                    : Mono.fromCompletionStage(connection.async().spublish(channel, message));
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
        return Mono.fromCompletionStage(cluster::shutdownAsync)
                .then(Mono.fromCompletionStage(client::shutdownAsync))
                .then(settings.close());
    }
}
