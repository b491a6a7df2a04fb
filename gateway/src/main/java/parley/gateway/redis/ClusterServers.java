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
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import parley.gateway.fanout.Topic;
import reactor.core.publisher.Flux;
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

    private static final int MASTERS_AT_ONCE = 64;

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
                .then(Mono.defer(this::link))
                .flatMap(this::dialMasters);
    }

    private Mono<StatefulRedisClusterConnection<byte[], byte[]>> link() {
        var known = mouth;
        return known != null
                ? Mono.just(known)
                : Mono.fromCompletionStage(() -> cluster.connectAsync(ByteArrayCodec.INSTANCE))
                        .doOnNext(it -> mouth = it);
    }

    /// What is published while a master's link is being dialled is refused: so all are, beforehand.
    /// A master that is away is missed by its ear.
    private Mono<Void> dialMasters(StatefulRedisClusterConnection<byte[], byte[]> connection) {
        return Flux.fromIterable(Set.copyOf(carriers()))
                .filter(it -> !it.equals(NOBODY))
                .map(ClusterServers::address)
                .flatMap(
                        it ->
                                Mono.fromCompletionStage(() ->
                                                connection.getConnectionAsync(
                                                        it.getHostString(), it.getPort()))
                                        .onErrorComplete(),
                        MASTERS_AT_ONCE)
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

    @Override
    public Mono<Ear> listen(String server, Ear.Listener listener) {
        return Mono.fromCompletionStage(() ->
                        client.connectPubSubAsync(
                                ByteArrayCodec.INSTANCE, settings.server(address(server))))
                .map(it -> Ear.sharded(it, listener));
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
    public Mono<Void> close() {
        return Mono.fromCompletionStage(cluster::shutdownAsync)
                .then(Mono.fromCompletionStage(client::shutdownAsync))
                .then(settings.close());
    }
}
