package parley.gateway.edge;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// How often each of many senders may act: a token bucket a key. At most [#MAX_KEYS] are
/// remembered, the longest unused forgotten first, so that an attacker with many keys costs no
/// memory. Any thread.
///
/// @param <K> who is limited
public final class RateLimit<K> {
    /// Keys remembered at once.
    public static final int MAX_KEYS = 10_000;

    private final Rate rate;
    private final Map<K, Bucket> buckets =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<K, Bucket> eldest) {
                    return size() > MAX_KEYS;
                }
            };

    public RateLimit(Rate rate) {
        this.rate = rate;
    }

    /// @param perSecond in the long run
    /// @param burst at once
    public record Rate(int perSecond, int burst) {
        /// @throws IllegalArgumentException if either is below 1
        public Rate {
            if (perSecond < 1 || burst < 1) {
                throw new IllegalArgumentException(
                        "rate: %d/s, burst %d (expected: at least 1 each)"
                                .formatted(perSecond, burst));
            }
        }

        /// A full bucket.
        public Bucket bucket() {
            return Bucket.builder()
                    .addLimit(limit ->
                            limit.capacity(burst).refillGreedy(perSecond, Duration.ofSeconds(1)))
                    .build();
        }
    }

    /// Takes one.
    ///
    /// @return how long to wait for the next; zero: allowed now
    public Duration take(K key) {
        return Duration.ofNanos(
                bucket(key).tryConsumeAndReturnRemaining(1).getNanosToWaitForRefill());
    }

    /// Whether one could be taken, without taking it.
    public boolean exhausted(K key) {
        return bucket(key).getAvailableTokens() == 0;
    }

    private Bucket bucket(K key) {
        synchronized (buckets) {
            return buckets.computeIfAbsent(key, _ -> rate.bucket());
        }
    }
}
