package parley.gateway.redis;

import io.lettuce.core.cluster.SlotHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import parley.gateway.Certificates;

/// Three masters, and a replica of the first.
final class RedisCluster implements AutoCloseable {
    private static final int MASTERS = 3;
    private static final int SLOTS_EACH = SlotHash.SLOT_COUNT / MASTERS;

    /// What a node needs beside contract §4's list to know who carries what.
    private static final String ACCESS = RedisProcess.ACCESS + " +cluster|nodes +info";

    private static final String CONFIGURATION =
            """
            cluster-enabled yes
            cluster-node-timeout 3000
            cluster-replica-validity-factor 0
            masterauth %s
            save ""
            appendonly no
            user %s on >%s %s
            """
                    .formatted(
                            RedisProcess.PASSWORD,
                            RedisProcess.USER,
                            RedisProcess.USERS_PASSWORD,
                            ACCESS);

    private final List<RedisProcess> masters = new ArrayList<>();
    private final RedisProcess replica;
    private final @Nullable Certificates certificates;
    private final Map<RedisProcess, Integer> tlsPorts = new HashMap<>();

    /// Without TLS.
    RedisCluster() {
        this(null);
    }

    /// @param certificates of its servers, which speak TLS to everybody but the operator; null:
    ///   none
    RedisCluster(@Nullable Certificates certificates) {
        this.certificates = certificates;
        for (int i = 0; i < MASTERS; i++) {
            masters.add(started());
        }
        replica = started();
        var first = masters.getFirst();
        for (int i = 0; i < MASTERS; i++) {
            int from = i * SLOTS_EACH;
            int to = i == MASTERS - 1 ? SlotHash.SLOT_COUNT : from + SLOTS_EACH;
            var slots = IntStream.range(from, to).toArray();
            int epoch = i + 1;
            var _ =
                    masters.get(i)
                            .askingTheNode(it -> {
                                it.clusterSetConfigEpoch(epoch);
                                return it.clusterAddSlots(slots);
                            });
        }
        everybody()
                .skip(1)
                .forEach(it -> first.asking(op -> op.clusterMeet("127.0.0.1", port(it))));
        Until.holds(
                "everybody knows everybody", () -> everybody().allMatch(RedisCluster::knowsAll));
        var _ = replica.askingTheNode(it -> it.clusterReplicate(id(first)));
        Until.holds("the Cluster stands", () -> everybody().allMatch(RedisCluster::stands));
        Until.holds("the replica is in step", () -> linkStatus().contains("master_link_status:up"));
    }

    private RedisProcess started() {
        if (certificates == null) {
            return RedisProcess.started(CONFIGURATION);
        }
        int tlsPort = RedisProcess.freePort();
        var server =
                RedisProcess.started(
                        CONFIGURATION
                                + RedisProcess.tls(tlsPort, certificates)
                                + "tls-cluster yes\n");
        tlsPorts.put(server, tlsPort);
        return server;
    }

    /// Where nodes and clients find it.
    private int port(RedisProcess server) {
        return tlsPorts.getOrDefault(server, server.port());
    }

    private Stream<RedisProcess> everybody() {
        return Stream.concat(masters.stream(), Stream.of(replica));
    }

    private static boolean knowsAll(RedisProcess node) {
        return node.askingTheNode(it -> it.clusterInfo()).contains("cluster_known_nodes:4");
    }

    private static boolean stands(RedisProcess node) {
        return node.askingTheNode(it -> it.clusterInfo()).contains("cluster_state:ok");
    }

    private String linkStatus() {
        return replica.asking(it -> it.info("replication"));
    }

    private static String id(RedisProcess node) {
        return node.askingTheNode(it -> it.clusterMyId());
    }

    RedisConfig config() {
        var url =
                "%s-cluster://127.0.0.1:%d,127.0.0.1:%d"
                        .formatted(
                                certificates == null ? "redis" : "rediss",
                                port(masters.getFirst()),
                                port(masters.getLast()));
        var known = RedisConfig.defaults();
        return new RedisConfig(
                url,
                RedisProcess.USER,
                RedisProcess.USERS_PASSWORD,
                known.sentinel(),
                certificates == null ? null : certificates.certificate().toString(),
                BrokerNode.KEY,
                known.commandTimeout(),
                known.maxQueued());
    }

    /// Gives a slot, which has no keys, from its master to another, as `redis-cli --cluster
    /// reshard` does.
    void move(int slot) {
        var from = masters.get(Math.min(slot / SLOTS_EACH, MASTERS - 1));
        var to = masters.get(slot / SLOTS_EACH == 1 ? 2 : 1);
        var source = id(from);
        var target = id(to);
        var _ = to.askingTheNode(it -> it.clusterSetSlotImporting(slot, source));
        var _ = from.askingTheNode(it -> it.clusterSetSlotMigrating(slot, target));
        var _ = to.askingTheNode(it -> it.clusterSetSlotNode(slot, target));
        var _ = from.askingTheNode(it -> it.clusterSetSlotNode(slot, target));
    }

    /// Whether the first master, the one with a replica, has it at the beginning.
    static boolean isOfTheFirst(int slot) {
        return slot < SLOTS_EACH;
    }

    /// `kill -9` of the first master.
    void killTheFirst() {
        masters.getFirst().kill();
    }

    @Override
    public void close() {
        everybody().forEach(RedisProcess::close);
    }
}
