package parley.gateway;

import java.util.List;
import java.util.Map;
import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/// Waits of libraries on event loops that are too short to matter. BlockHound's error in the middle
/// of one would leave a lock behind that nobody ever gives back: the test hangs, for no fault of
/// the gateway.
public final class LibrariesMayWait implements BlockHoundIntegration {
    /// Of Lettuce, held around what it knows in memory: the queue of a connection that is made or
    /// lost, the nodes of a Cluster, the links to them, the names of commands.
    private static final Map<String, List<String>> LOCKS =
            Map.of(
                    "io.lettuce.core.protocol.SharedLock",
                    List.of("doExclusive"),
                    "io.lettuce.core.internal.AbstractInvocationHandler$MethodTranslator",
                    List.of("of"),
                    "io.lettuce.core.cluster.PooledClusterConnectionProvider",
                    List.of(
                            "getReadConnection",
                            "lambda$getWriteConnection$1",
                            "resetFastConnectionCache",
                            "setPartitions"),
                    "io.lettuce.core.cluster.models.partitions.Partitions",
                    List.of("addPartition", "reload", "updateCache"),
                    "io.lettuce.core.cluster.topology.Connections",
                    List.of("addConnection", "doRequest", "isEmpty"));

    @Override
    public void applyTo(BlockHound.Builder builder) {
        // From /dev/urandom, a file whose read never waits; PostgreSQL's login needs some.
        builder.allowBlockingCallsInside("java.security.SecureRandom", "nextBytes");
        LOCKS.forEach((type, methods) ->
                methods.forEach(it -> builder.allowBlockingCallsInside(type, it)));
        // Until nobody wakes the ring any more that is being closed.
        builder.allowBlockingCallsInside(
                "io.netty.channel.uring.IoUringIoHandler", "closeWakeupGate");
    }
}
