package parley.gateway.redis;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for facts.
final class Until {
    /// Longer than a failover takes on a busy machine.
    static final Duration PATIENCE = Duration.ofSeconds(40);

    private Until() {}

    static void holds(String fact, BooleanSupplier test) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!test.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + PATIENCE + ": " + fact);
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
