package parley.loadtest.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How many of everything a run must bring, exactly, and how late the 99th percent may be.
public final class Expected {
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private final long p99Millis;

    /// @param p99Millis limit for whatever is expected
    public Expected(long p99Millis) {
        this.p99Millis = p99Millis;
    }

    /// So many more of it.
    public void more(String what, long count) {
        counts.merge(what, count, Long::sum);
    }

    /// What must come, in the order in which it was told.
    public Map<String, Long> counts() {
        return counts;
    }

    /// What is not as it must be; empty if all is well.
    public List<String> violations(Latencies latencies) {
        List<String> violations = new ArrayList<>();
        counts.forEach((what, count) -> {
            var course = latencies.course(what);
            if (course.count() != count) {
                violations.add("%s: %d came (expected: %d)".formatted(what, course.count(), count));
            }
            if (course.millis(99) > p99Millis) {
                violations.add(
                        String.format(
                                Locale.ROOT,
                                "%s: p99 %.1f ms (expected: at most %d)",
                                what,
                                course.millis(99),
                                p99Millis));
            }
        });
        return violations;
    }
}
