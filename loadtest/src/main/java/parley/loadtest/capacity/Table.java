package parley.loadtest.capacity;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/// What is told in the end, each line also at once.
final class Table {
    private final List<String> lines = new ArrayList<>();

    void row(String what, String value) {
        var line = "%-46s %s".formatted(what, value);
        lines.add(line);
        say(line);
    }

    /// Progress, which no table keeps.
    static void say(String line) {
        System.out.println(line);
    }

    static String described(Histogram micros) {
        return "p50 %.1f p99 %.1f p99.9 %.1f max %.1f ms"
                .formatted(
                        micros.getValueAtPercentile(50) / 1e3,
                        micros.getValueAtPercentile(99) / 1e3,
                        micros.getValueAtPercentile(99.9) / 1e3,
                        micros.getMaxValue() / 1e3);
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
