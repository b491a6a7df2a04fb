package parley.loadtest.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import parley.loadtest.report.Axis;
import parley.loadtest.report.Origin;
import parley.loadtest.report.Plot;
import parley.loadtest.report.Series;

/// A run for people: one table, and the course of its latencies.
///
/// @param title of the run, with its time
/// @param flags how it can be repeated
/// @param violations what was not as it must be
public record Summary(
        String title,
        String flags,
        Latencies latencies,
        Map<String, Long> expected,
        List<String> violations) {
    private static final List<String> COLOURS =
            List.of("#2255aa", "#cc3311", "#1e6b4a", "#b08030", "#7733aa", "#555555");
    private static final double LEAST_MILLIS = 0.1;

    /// Copies the list.
    public Summary {
        violations = List.copyOf(violations);
    }

    /// One line a kind of latency, in milliseconds from when it was due; what did not come as often
    /// as it must counts as failed.
    public String table() {
        var rows = latencies.courses().entrySet().stream().map(this::row);
        return "%-30s %9s %10s %10s %10s %10s %7s%n"
                        .formatted(
                                "what, ms from when due",
                                "count",
                                "p50",
                                "p99",
                                "p99.9",
                                "max",
                                "failed")
                + rows.collect(Collectors.joining());
    }

    private String row(Map.Entry<String, Course> named) {
        var it = named.getValue();
        long failed = Math.abs(expected.getOrDefault(named.getKey(), it.count()) - it.count());
        return String.format(
                Locale.ROOT,
                "%-30s %9d %10.1f %10.1f %10.1f %10.1f %7d%n",
                named.getKey(),
                it.count(),
                it.millis(50),
                it.millis(99),
                it.millis(99.9),
                it.millis(100),
                failed);
    }

    /// Writes `summary.md` and `plot.svg`.
    ///
    /// @return the summary
    public Path write(Path folder) throws IOException {
        Files.writeString(folder.resolve("plot.svg"), plot());
        var said = violations.stream().map(it -> "- VIOLATION " + it + "\n");
        return Files.writeString(
                folder.resolve("summary.md"),
                """
                # %s

                %s

                `%s`

                ```
                %s```

                %s
                ![Latency over time](plot.svg)
                """
                        .formatted(
                                title,
                                Origin.here(),
                                flags,
                                table(),
                                said.collect(Collectors.joining())));
    }

    private String plot() {
        var plot = new Plot(title, "s", latencies.seconds());
        draw(plot);
        return plot.svg();
    }

    /// Adds two panels: how much came in each stretch, and the 99th percent of its latency.
    public void draw(Plot plot) {
        var courses = latencies.courses();
        double most =
                courses.values().stream()
                        .flatMap(it -> it.points().stream())
                        .mapToDouble(Course.Point::count)
                        .max()
                        .orElse(1);
        double slowest =
                courses.values().stream().mapToDouble(it -> it.millis(100)).max().orElse(1);
        plot.panel(Axis.linear("came, a second", most), series(courses, false));
        plot.panel(
                Axis.logarithmic("ms from when due, p99", LEAST_MILLIS, Math.max(1, slowest)),
                series(courses, true));
    }

    private static Series[] series(Map<String, Course> courses, boolean latency) {
        var names = List.copyOf(courses.keySet());
        return courses.entrySet().stream()
                .map(it -> {
                    var points = it.getValue().points();
                    return new Series(
                            it.getKey(),
                            COLOURS.get(names.indexOf(it.getKey()) % COLOURS.size()),
                            points.stream().mapToDouble(Course.Point::seconds).toArray(),
                            points.stream()
                                    .mapToDouble(at -> latency ? at.p99() : at.count())
                                    .toArray());
                })
                .toArray(Series[]::new);
    }
}
