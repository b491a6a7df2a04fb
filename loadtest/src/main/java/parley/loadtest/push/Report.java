package parley.loadtest.push;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.HdrHistogram.Histogram;
import parley.loadtest.report.Axis;
import parley.loadtest.report.Origin;
import parley.loadtest.report.Plot;
import parley.loadtest.report.Series;

/// The rounds for people: a table and a plot.
final class Report {
    private static final int SECOND = 1_000_000;

    private final Options options;
    private final List<Round> rounds;
    private final Chronicle chronicle;
    private final Instant at;

    Report(Options options, List<Round> rounds, Chronicle chronicle, Instant at) {
        this.options = options;
        this.rounds = rounds;
        this.chronicle = chronicle;
        this.at = at.truncatedTo(ChronoUnit.SECONDS);
    }

    /// Writes `report.md` and `plot.svg` into a new folder.
    ///
    /// @return the folder
    Path write() throws IOException {
        var stamp = at.toString().replaceAll("[:TZ-]", "");
        var folder = Files.createDirectories(Path.of(options.results()).resolve("push-" + stamp));
        Files.writeString(
                folder.resolve("report.md"),
                "# Whom a change reaches, %s\n\n%s; two nodes with -Xmx256m, C1 alone, PostgreSQL, Redis and the clients beside them.\n\n%s.\n\n```\n%s```\n\n![Pushes and the others' pings](plot.svg)\n"
                        .formatted(at, Origin.here(), options, table()));
        Files.writeString(folder.resolve("plot.svg"), plot());
        return folder;
    }

    /// One line a round.
    String table() {
        var text =
                new StringBuilder(
                        "%-28s %9s %6s %6s   %-34s %-22s   %-17s %-17s%n"
                                .formatted(
                                        "change",
                                        "one push",
                                        "others",
                                        "frames",
                                        "push p50 / p99 / max (target), s",
                                        "back p50 / p99 / max, s",
                                        "others' ping p99,",
                                        "ms: before/during"));
        for (var round : rounds) {
            var counts = round.counts();
            text.append(
                    "%-28s %4d/%4d %6d %6d   %-34s %-22s   %.1f / %.1f%n"
                            .formatted(
                                    round.name(),
                                    counts.pushed(),
                                    options.concerned(),
                                    counts.others(),
                                    counts.strays(),
                                    seconds(round.times().push())
                                            + " (<= %d)".formatted(round.within().toSeconds()),
                                    counts.cut() == 0 ? "-" : seconds(round.times().back()),
                                    millis(round.times().rttBefore()),
                                    millis(round.times().rttDuring())));
        }
        return text.toString();
    }

    private static String seconds(Histogram micros) {
        return "%.2f / %.2f / %.2f"
                .formatted(
                        (double) micros.getValueAtPercentile(50) / SECOND,
                        (double) micros.getValueAtPercentile(99) / SECOND,
                        (double) micros.getMaxValue() / SECOND);
    }

    private static double millis(Histogram micros) {
        return micros.getValueAtPercentile(99) / 1e3;
    }

    private String plot() {
        int seconds = (int) (chronicle.micros() / SECOND) + 1;
        var x = new double[seconds];
        var pushes = new double[seconds];
        var p50 = new double[seconds];
        var p99 = new double[seconds];
        chronicle.pushes().forEach(it -> pushes[(int) (it / SECOND)]++);
        for (int second = 0; second < seconds; second++) {
            x[second] = second;
            var rtt = chronicle.roundTrips((long) second * SECOND, (long) (second + 1) * SECOND);
            p50[second] =
                    rtt.getTotalCount() == 0 ? Double.NaN : rtt.getValueAtPercentile(50) / 1e3;
            p99[second] = rtt.getTotalCount() == 0 ? Double.NaN : millis(rtt);
        }
        var plot = new Plot("Whom a change reaches, " + at, "s", seconds);
        plot.panel(
                Axis.linear("pushes a second", options.concerned()),
                new Series("pushes", "#1e6b4a", x, pushes));
        plot.panel(
                Axis.logarithmic("ms for a ping of the others", 0.1, 10_000),
                new Series("p99", "#cc3311", x, p99),
                new Series("p50", "#2255aa", x, p50));
        for (int i = 0; i < rounds.size(); i++) {
            var round = rounds.get(i);
            plot.span(
                    (double) round.atMicros() / SECOND,
                    (double) round.until() / SECOND,
                    Integer.toString(i + 1),
                    round.name());
        }
        return plot.svg();
    }
}
