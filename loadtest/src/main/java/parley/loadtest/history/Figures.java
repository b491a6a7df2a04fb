package parley.loadtest.history;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/// What a history measured, without judging: volumes, ack latency and gaps (C12), unknown outcomes
/// (C11). "Nothing lost" means little without "of how many".
///
/// @param invokes sends begun, retries left out
/// @param resends retries
/// @param acks distinct cmids acked
/// @param losses connections that ended
/// @param unknownStored neither acked nor refused, and stored: legal
/// @param unknownAbsent neither acked nor refused, and not stored: legal
/// @param longestAckGapNanos longest time in which nobody got an ack, between the first and the
///   last
/// @param acksPerSecond acks in each second since the first happening
public record Figures(
        long invokes,
        long resends,
        long acks,
        long losses,
        long unknownStored,
        long unknownAbsent,
        long ackP50Nanos,
        long ackP99Nanos,
        long ackMaxNanos,
        long longestAckGapNanos,
        Map<Long, Integer> acksPerSecond) {

    /// Measures a history. Ack latency counts from the first attempt.
    public static Figures of(History history) {
        Map<UUID, Long> begun = new HashMap<>();
        Map<UUID, Long> acked = new TreeMap<>();
        Set<UUID> refused = new HashSet<>();
        Map<Long, Integer> perSecond = new TreeMap<>();
        long start = history.happenings().isEmpty() ? 0 : history.happenings().getFirst().at();
        long resends = 0;
        long losses = 0;
        long lastAck = -1;
        long gap = 0;
        for (var happening : history.happenings()) {
            switch (happening) {
                case Happening.Invoke it -> {
                    if (begun.putIfAbsent(it.cmid(), it.at()) != null) {
                        resends++;
                    }
                }
                case Happening.Ack it -> {
                    acked.putIfAbsent(it.cmid(), it.at() - begun.getOrDefault(it.cmid(), it.at()));
                    perSecond.merge((it.at() - start) / 1_000_000_000L, 1, Integer::sum);
                    gap = lastAck < 0 ? 0 : Math.max(gap, it.at() - lastAck);
                    lastAck = it.at();
                }
                case Happening.Nack it -> {
                    if (it.definite()) {
                        refused.add(it.cmid());
                    }
                }
                case Happening.Lost _ -> losses++;
                case Happening.Observe _, Happening.Reset _, Happening.Live _ -> {}
            }
        }
        Set<UUID> stored = new HashSet<>();
        for (var row : history.rows()) {
            if (row.cmid() != null) {
                stored.add(row.cmid());
            }
        }
        var unknown = new HashSet<>(begun.keySet());
        unknown.removeAll(acked.keySet());
        unknown.removeAll(refused);
        long unknownStored = unknown.stream().filter(stored::contains).count();
        var latencies = acked.values().stream().mapToLong(Long::longValue).sorted().toArray();
        return new Figures(
                begun.size(),
                resends,
                acked.size(),
                losses,
                unknownStored,
                unknown.size() - unknownStored,
                percentile(latencies, 0.50),
                percentile(latencies, 0.99),
                percentile(latencies, 1),
                gap,
                perSecond);
    }

    private static long percentile(long[] sorted, double share) {
        if (sorted.length == 0) {
            return 0;
        }
        return sorted[Math.min(sorted.length - 1, (int) Math.ceil(share * sorted.length) - 1)];
    }

    @Override
    public String toString() {
        return ("sent %d, resent %d, acked %d, connections lost %d, unknown stored %d, unknown absent"
                        + " %d, ack p50 %.1f ms, p99 %.1f ms, max %.1f ms, longest gap %.2f s")
                .formatted(
                        invokes,
                        resends,
                        acks,
                        losses,
                        unknownStored,
                        unknownAbsent,
                        ackP50Nanos / 1e6,
                        ackP99Nanos / 1e6,
                        ackMaxNanos / 1e6,
                        longestAckGapNanos / 1e9);
    }
}
