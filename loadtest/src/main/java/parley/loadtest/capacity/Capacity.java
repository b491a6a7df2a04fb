package parley.loadtest.capacity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLException;
import parley.loadtest.measure.Latencies;
import parley.loadtest.report.Origin;

/// The program: opens widgets in steps, holds them under pings and chat, prints one table. See
/// [Options#HELP].
public final class Capacity {
    private final Options options;
    private final Instant started;
    private final Latencies latencies = new Latencies(System::nanoTime);
    private final Table table = new Table();
    private final Gateways gateways;
    private final Curves curves;
    private final Crowd crowd;

    private Capacity(Options options, Instant started) throws SSLException {
        this.started = started;
        this.options = options;
        gateways = new Gateways(options.gateways());
        crowd = new Crowd(options, latencies);
        curves = new Curves(gateways, latencies);
    }

    /// Runs it.
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0 || List.of(arguments).contains("--help")) {
            System.out.print(Options.HELP);
            return;
        }
        try {
            var run =
                    new Capacity(Options.of(List.of(arguments)), InstantSource.system().instant());
            System.exit(run.run() ? 0 : 1);
        } catch (IllegalArgumentException | IOException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    private boolean run() throws Exception {
        try (crowd;
                curves) {
            Table.say("%s, %s".formatted(Origin.here(), options.said()));
            var storms = new Storms(options, gateways, crowd, table);
            storms.run();
            new Holds(options, gateways, crowd, table).run();
            var problems = crowd.ask(() -> List.copyOf(crowd.counts().problems.entrySet()));
            problems.forEach(it -> table.row("problem", it.getValue() + " x " + it.getKey()));
            long lost = crowd.ask(() -> crowd.counts().lost);
            table.row("connections lost", Long.toString(lost));
            if (options.losses()) {
                storms.awaitAllBack();
            }
            report();
            return problems.isEmpty() && (lost == 0 || options.losses());
        }
    }

    private void report() throws IOException {
        var time = started.toString().replaceAll("[:.]", "-");
        var folder = Path.of(options.results()).resolve("capacity-" + time);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("plot.svg"), curves.plot("Capacity, " + started));
        var file =
                Files.writeString(
                        folder.resolve("summary.md"),
                        """
                        # Capacity, %s

                        %s

                        `%s`

                        ```
                        %s
                        ```

                        ![Latency, memory and CPU over time](plot.svg)
                        """
                                .formatted(started, Origin.here(), options.said(), table));
        Table.say("report: %s".formatted(file.toAbsolutePath()));
    }
}
