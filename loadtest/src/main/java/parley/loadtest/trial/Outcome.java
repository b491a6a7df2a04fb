package parley.loadtest.trial;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import parley.loadtest.fault.Evidence;
import parley.loadtest.fault.Fault;
import parley.loadtest.fault.Figure;
import parley.loadtest.fault.Window;
import parley.loadtest.history.Check;
import parley.loadtest.history.Figures;
import parley.loadtest.history.Violation;

/// What a trial came to.
///
/// @param unconverged entries that somebody did not hold in the end
/// @param surprises what a healthy gateway does not do, counted
record Outcome(
        List<Judged> judged,
        List<Violation> violations,
        Figures figures,
        Volumes volumes,
        long unconverged,
        Map<String, Long> surprises,
        Evidence evidence) {
    /// Copies the lists.
    Outcome {
        judged = List.copyOf(judged);
        violations = List.copyOf(violations);
    }

    /// One fault and what it came to.
    ///
    /// @param skipped why it was not injected; empty if it was
    record Judged(Fault fault, Window window, List<Figure> figures, String skipped) {
        Judged {
            figures = List.copyOf(figures);
        }

        boolean met() {
            return figures.stream().allMatch(Figure::met);
        }

        /// Whether every count was as it must be.
        boolean counts() {
            return figures.stream().allMatch(it -> it.met() || !it.counts());
        }

        String verdict() {
            return !skipped.isEmpty() ? "skipped" : met() ? "met" : counts() ? "MISSED" : "BROKEN";
        }
    }

    /// "Nothing lost" means little without "of how much".
    record Volumes(
            long kills, long reconnects, long nacks, long syncs, long resets, double seconds) {}

    /// Whether the contract was kept: nothing lost, and every count as it must be.
    boolean kept() {
        return violations.isEmpty() && unconverged == 0 && judged.stream().allMatch(Judged::counts);
    }

    /// Whether every figure was met.
    boolean met() {
        return judged.stream().allMatch(Judged::met);
    }

    /// Violations by check; those without are there, too.
    Map<Check, Long> byCheck() {
        var counted =
                violations.stream()
                        .collect(Collectors.groupingBy(Violation::check, Collectors.counting()));
        var all = new java.util.TreeMap<Check, Long>();
        for (var check : Check.values()) {
            all.put(check, counted.getOrDefault(check, 0L));
        }
        return all;
    }

    String volumesLine() {
        return "%,d acked, %,d resent, %,d kills, %,d reconnects, %,d nacks, %,d syncs, %,d resets in %.0f s"
                .formatted(
                        figures.acks(),
                        figures.resends(),
                        volumes.kills(),
                        volumes.reconnects(),
                        volumes.nacks(),
                        volumes.syncs(),
                        volumes.resets(),
                        volumes.seconds());
    }
}
