package parley.gateway.session;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import parley.protocol.value.PortalId;

/// How often all visitors of a portal may make this node ask the database beside messages: nobody
/// of them needs a history to do so, so nothing else bounds them together. From any thread.
final class PortalLimits {
    private static final int SEARCHES_PER_SECOND = 50;
    private static final int RECORDS_PER_SECOND = 50;

    private final Map<PortalId, Bucket> searches = new ConcurrentHashMap<>();
    private final Map<PortalId, Bucket> records = new ConcurrentHashMap<>();
    private final TimeMeter time;

    PortalLimits(TimeMeter time) {
        this.time = time;
    }

    /// Whether the knowledge base may be asked once more.
    boolean search(PortalId portal) {
        return take(searches, portal, SEARCHES_PER_SECOND);
    }

    /// Whether an answer, an address or a proof may be stored.
    boolean record(PortalId portal) {
        return take(records, portal, RECORDS_PER_SECOND);
    }

    /// Portals are the customers': there are no more buckets than portals in memory.
    private boolean take(Map<PortalId, Bucket> buckets, PortalId portal, int perSecond) {
        return buckets.computeIfAbsent(
                        portal,
                        _ ->
                                Bucket.builder()
                                        .withCustomTimePrecision(time)
                                        .addLimit(limit ->
                                                limit.capacity(2L * perSecond)
                                                        .refillGreedy(
                                                                perSecond, Duration.ofSeconds(1)))
                                        .build())
                .tryConsume(1);
    }
}
