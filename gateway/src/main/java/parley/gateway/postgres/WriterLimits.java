package parley.gateway.postgres;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import parley.gateway.conversation.Errands;
import reactor.core.scheduler.Scheduler;

/// What every shard shares.
///
/// @param errands runs what waits for a lock
/// @param timer the clock of every deadline; tests move it
record WriterLimits(int batch, Duration callLimit, Errands errands, Scheduler timer) {
    /// Monotonic, of no origin.
    long now() {
        return timer.now(TimeUnit.NANOSECONDS);
    }
}
