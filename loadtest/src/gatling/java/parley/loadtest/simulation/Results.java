package parley.loadtest.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import parley.loadtest.measure.Summary;

/// Where Gatling leaves its report of a run.
final class Results {
    private Results() {}

    /// Prints the table, and writes it and the plot into the folder that Gatling made for this run.
    static void write(String simulation, Summary summary) {
        try {
            System.out.print("\n" + summary.table());
            summary.violations().forEach(it -> System.out.println("VIOLATION " + it));
            System.out.println("summary: " + summary.write(folder(simulation)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The newest of this simulation: its name is that and the time.
    private static Path folder(String simulation) throws IOException {
        var begin = simulation.toLowerCase(Locale.ROOT) + "-";
        try (var runs = Files.list(Path.of(System.getProperty("results", "results")))) {
            return runs.filter(it -> it.getFileName().toString().startsWith(begin))
                    .max(Comparator.comparing(it -> it.getFileName().toString()))
                    .orElseThrow(() -> new IOException("no report of " + simulation));
        }
    }
}
