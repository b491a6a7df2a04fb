package parley.gateway.postgres;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import parley.protocol.value.ConversationId;

/// A token bucket for each conversation that was appended to lately. At most [#MAX_KEYS] are
/// remembered, the longest unused forgotten first. Any thread.
final class AppendRates {
    static final int MAX_KEYS = 10_000;

    private final AppendLimit limit;
    private final TimeMeter time;
    private final Map<ConversationId, Bucket> buckets =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<ConversationId, Bucket> eldest) {
                    return size() > MAX_KEYS;
                }
            };

    AppendRates(AppendLimit limit, TimeMeter time) {
        this.limit = limit;
        this.time = time;
    }

    /// Takes one append.
    ///
    /// @return how long to wait for the next; zero: allowed now
    Duration take(ConversationId conversation) {
        var probe = bucket(conversation).tryConsumeAndReturnRemaining(1);
        return Duration.ofNanos(probe.isConsumed() ? 0 : probe.getNanosToWaitForRefill());
    }

    int size() {
        synchronized (buckets) {
            return buckets.size();
        }
    }

    private Bucket bucket(ConversationId conversation) {
        synchronized (buckets) {
            return buckets.computeIfAbsent(conversation, _ -> full());
        }
    }

    private Bucket full() {
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(it ->
                        it.capacity(limit.burst())
                                .refillGreedy(limit.perSecond(), Duration.ofSeconds(1)))
                .build();
    }
}
