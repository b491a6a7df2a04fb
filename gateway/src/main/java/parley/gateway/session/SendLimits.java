package parley.gateway.session;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import parley.protocol.value.VisitorId;

/// How often a visitor may send, over all of the visitor's connections to this node. From any
/// thread.
final class SendLimits {
    private static final int FORGET_ABOVE = 10_000;

    private final Map<VisitorId, Bucket> buckets = new ConcurrentHashMap<>();
    private final SendLimit limit;
    private final TimeMeter time;
    private volatile int forgetAbove = FORGET_ABOVE;

    SendLimits(SendLimit limit, TimeMeter time) {
        this.limit = limit;
        this.time = time;
    }

    /// Takes one send.
    ///
    /// @return 0 if it may pass, else after how many milliseconds one may
    int take(VisitorId visitor) {
        if (buckets.size() > forgetAbove) {
            forgetTheIdle();
        }
        var probe = buckets.computeIfAbsent(visitor, _ -> bucket()).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? 0 : millis(probe);
    }

    /// A full bucket says no more than none.
    private void forgetTheIdle() {
        buckets.values().removeIf(it -> it.getAvailableTokens() >= limit.burst());
        forgetAbove = Math.max(FORGET_ABOVE, 2 * buckets.size());
    }

    private Bucket bucket() {
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(bandwidth(limit.burst(), limit.perSecond(), Duration.ofSeconds(1)))
                .addLimit(bandwidth(limit.perMinute(), limit.perMinute(), Duration.ofMinutes(1)))
                .build();
    }

    private static Bandwidth bandwidth(int capacity, int tokens, Duration period) {
        return Bandwidth.builder().capacity(capacity).refillGreedy(tokens, period).build();
    }

    private static int millis(ConsumptionProbe probe) {
        return Math.toIntExact(
                Math.min(
                        Duration.ofHours(1).toMillis(),
                        1 + Duration.ofNanos(probe.getNanosToWaitForRefill()).toMillis()));
    }
}
