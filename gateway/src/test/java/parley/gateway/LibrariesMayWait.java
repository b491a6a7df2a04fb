package parley.gateway;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/// Waits of libraries on event loops that are too short to matter. BlockHound's error in the middle
/// of one would leave a lock behind that nobody ever gives back: the test hangs, for no fault of
/// the gateway.
public final class LibrariesMayWait implements BlockHoundIntegration {
    @Override
    public void applyTo(BlockHound.Builder builder) {
        // From /dev/urandom, a file whose read never waits; PostgreSQL's login needs some.
        builder.allowBlockingCallsInside("java.security.SecureRandom", "nextBytes");
        // Held around a queue in memory, while a connection is made or lost.
        builder.allowBlockingCallsInside("io.lettuce.core.protocol.SharedLock", "doExclusive");
        // Until nobody wakes the ring any more that is being closed.
        builder.allowBlockingCallsInside(
                "io.netty.channel.uring.IoUringIoHandler", "closeWakeupGate");
    }
}
