package parley.loadtest.trial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;
import parley.loadtest.fault.Figure;
import parley.loadtest.report.Origin;

/// What a trial came to, for people: Markdown and a plot.
final class Report {
    private static final int MOST_VIOLATIONS = 20;

    private final Trial.Plan plan;
    private final Outcome outcome;
    private final Instant at;

    Report(Trial.Plan plan, Outcome outcome, Instant at) {
        this.plan = plan;
        this.outcome = outcome;
        this.at = at.truncatedTo(ChronoUnit.SECONDS);
    }

    /// Writes `report.md` and `plot.svg` into a new folder.
    ///
    /// @return the folder
    Path write(Path results, String name) throws IOException {
        var stamp = at.toString().replaceAll("[:TZ-]", "");
        var folder = Files.createDirectories(results.resolve("chaos-" + name + "-" + stamp));
        Files.writeString(folder.resolve("report.md"), markdown());
        Files.writeString(
                folder.resolve("plot.svg"),
                new Timeline(outcome).svg("Chaos, seed " + plan.seed() + ", " + at));
        return folder;
    }

    /// For the terminal.
    String summary() {
        var text = new StringBuilder("\n");
        for (var judged : outcome.judged()) {
            text.append(
                    "%3d %-45s %-7s %s%s%n"
                            .formatted(
                                    judged.fault().row(),
                                    judged.fault().what(),
                                    judged.verdict(),
                                    figures(judged),
                                    judged.skipped()));
        }
        text.append('\n').append(outcome.volumesLine()).append('\n');
        text.append(outcome.figures()).append('\n');
        outcome.byCheck()
                .forEach((check, count) -> text.append("%-20s %d%n".formatted(check, count)));
        text.append("%-20s %d%n".formatted("not held in the end", outcome.unconverged()));
        outcome.violations().stream()
                .limit(MOST_VIOLATIONS)
                .forEach(it -> text.append("VIOLATION %s %s%n".formatted(it.check(), it.detail())));
        outcome.surprises().entrySet().stream()
                .limit(MOST_VIOLATIONS)
                .forEach(it ->
                        text.append("surprise %d × %s%n".formatted(it.getValue(), it.getKey())));
        var verdict = !outcome.kept() ? "BROKEN" : outcome.met() ? "OK" : "KEPT, figures missed";
        return text.append(verdict).append('\n').toString();
    }

    private static String figures(Outcome.Judged judged) {
        return judged.figures().stream()
                .map(it -> it + (it.met() ? "" : " (" + it.target() + ")"))
                .collect(Collectors.joining("; "));
    }

    private String markdown() throws IOException {
        var text = new StringBuilder();
        text.append("# Chaos, ").append(at).append("\n\n");
        text.append("Seed ").append(plan.seed()).append(", ").append(Origin.here());
        text.append(".\n\nLoad: ").append(plan.load());
        text.append(".\n\n**").append(outcome.volumesLine()).append(".**\n\n");
        text.append(outcome.figures()).append(".\n\n");
        text.append("| check | violations |\n| --- | --- |\n");
        outcome.byCheck()
                .forEach((check, count) ->
                        text.append("| ").append(check).append(" | ").append(count).append(" |\n"));
        text.append("| entries not held in the end | ").append(outcome.unconverged());
        text.append(" |\n\n![Acks and their latency](plot.svg)\n\n");
        text.append("| # | fault | figure | is | target | verdict |\n");
        text.append("| --- | --- | --- | --- | --- | --- |\n");
        for (var judged : outcome.judged()) {
            rows(judged, text);
        }
        if (!outcome.violations().isEmpty()) {
            text.append("\n## Violations\n\n");
            outcome.violations().stream()
                    .limit(MOST_VIOLATIONS)
                    .forEach(it -> text.append("- %s %s%n".formatted(it.check(), it.detail())));
        }
        if (!outcome.surprises().isEmpty()) {
            text.append("\n## What healthy gateways do not do\n\n");
            outcome.surprises()
                    .forEach((what, count) -> text.append("- %d × %s%n".formatted(count, what)));
        }
        return text.toString();
    }

    private static void rows(Outcome.Judged judged, StringBuilder text) {
        var head = "| %d | %s | ".formatted(judged.fault().row(), judged.fault().what());
        if (!judged.skipped().isEmpty()) {
            text.append(head).append("| | | skipped: ").append(judged.skipped()).append(" |\n");
        }
        for (Figure figure : judged.figures()) {
            text.append(head)
                    .append(
                            "%s | %s | %s | %s |%n"
                                    .formatted(
                                            figure.name(),
                                            figure.toString().substring(figure.name().length() + 1),
                                            figure.target(),
                                            figure.met() ? "met" : "**missed**"));
        }
    }
}
