package parley.loadtest.fault;

import java.util.function.Predicate;
import parley.loadtest.crowd.Journal.Acked;

/// "p99 is at most so many times what it was before", with a floor below which nobody notices: on a
/// quiet machine the factor alone would judge noise.
final class Latency {
    private static final double FLOOR_MILLIS = 100;
    private static final double P99 = 0.99;

    private Latency() {}

    /// @param of the sends that are compared with all before
    static Figure against(
            Evidence evidence, Window window, String name, double factor, Predicate<Acked> of) {
        double calm = p99(evidence.ackLatency(window.calmFrom(), window.from(), _ -> true));
        double now = p99(evidence.ackLatency(window.from(), window.until(), of));
        return judged(name, now, calm, factor);
    }

    static Figure judged(String name, double now, double calm, double factor) {
        double most = Math.max(FLOOR_MILLIS, factor * calm * 1000);
        return Figure.atMost(name, now * 1000, "ms", Math.ceil(most));
    }

    static double p99(double[] sorted) {
        return Evidence.percentile(sorted, P99);
    }
}
