package parley.gateway;

import java.util.Iterator;
import java.util.stream.Stream;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;
import reactor.blockhound.integration.BlockHoundIntegration;

/// Waits of libraries on event loops that are too short to matter. BlockHound's error in the middle
/// of one would leave a lock behind that nobody ever gives back, or a count that never becomes zero
/// again: an event loop spins, the test hangs, for no fault of the gateway.
public final class LibrariesMayWait implements BlockHoundIntegration {
    private static final StackWalker STACK = StackWalker.getInstance();

    @Override
    public void applyTo(BlockHound.Builder builder) {
        var _ = inLockOfLettuce(); // loads what it needs where waiting for files is no matter
        builder.blockingMethodCallback(it -> {
            if (!inLockOfLettuce()) {
                throw new BlockingOperationError(it);
            }
        });
        // From /dev/urandom, a file whose read never waits; PostgreSQL's login needs some.
        builder.allowBlockingCallsInside("java.security.SecureRandom", "nextBytes");
        // Until nobody wakes the ring any more that is being closed.
        builder.allowBlockingCallsInside(
                "io.netty.channel.uring.IoUringIoHandler", "closeWakeupGate");
    }

    /// Whether it is Lettuce that takes a lock: it holds them around what it knows in memory, the
    /// queue of a connection that is made or lost, the nodes of a Cluster, the links to them.
    private static boolean inLockOfLettuce() {
        return STACK.walk(
                frames -> takenByLettuce(frames.map(StackWalker.StackFrame::getClassName)));
    }

    private static boolean takenByLettuce(Stream<String> classes) {
        boolean lock = false;
        for (Iterator<String> it = classes.iterator(); it.hasNext(); ) {
            var name = it.next();
            lock |= name.startsWith("java.util.concurrent.locks.Reentrant");
            boolean between =
                    name.startsWith("java.")
                            || name.startsWith("jdk.")
                            || name.startsWith("reactor.blockhound.")
                            || name.startsWith(LibrariesMayWait.class.getName());
            if (!between) {
                return lock && name.startsWith("io.lettuce.");
            }
        }
        return false;
    }
}
