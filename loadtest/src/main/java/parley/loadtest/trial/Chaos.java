package parley.loadtest.trial;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import parley.loadtest.fault.Fault;
import parley.loadtest.fault.Faults;

/// The command.
public final class Chaos {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final int OK = 0;
    private static final int BROKEN = 1;
    private static final int CANNOT = 2;
    private static final int MISSED = 3;
    private static final int UPGRADE = 4;

    private final PrintStream out;
    private final Clock clock;

    Chaos(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    /// @param arguments see `--help`
    @SuppressWarnings({"SystemOut", "TimeZoneUsage"}) // the one place where the clock is made
    public static void main(String[] arguments) {
        System.exit(new Chaos(System.out, Clock.systemUTC()).run(List.of(arguments)));
    }

    private int run(List<String> arguments) {
        if (arguments.isEmpty() || arguments.contains("--help")) {
            out.print(Options.HELP);
            return OK;
        }
        try {
            return run(Options.parse(arguments, new SecureRandom().nextInt(1_000_000)));
        } catch (Options.Wrong e) {
            out.println(e.getMessage());
            return CANNOT;
        } catch (IOException | SQLException e) {
            out.println("cannot run: " + e);
            return CANNOT;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CANNOT;
        }
    }

    private int run(Options options)
            throws Options.Wrong, IOException, InterruptedException, SQLException {
        say("seed " + options.seed());
        var plan =
                new Trial.Plan(
                        options.load(),
                        faults(options),
                        options.setting(),
                        options.seed(),
                        Files.createTempDirectory("parley-chaos-"),
                        options.mergedAppend() ? Sabotage.mergedAppend() : "",
                        options.launch());
        var outcome = new Trial(plan, this::say).run();
        var report = new Report(plan, outcome, clock.instant());
        var folder = report.write(Path.of(options.results()), options.name());
        out.print(report.summary());
        say("report: " + folder.resolve("report.md"));
        if (!outcome.kept()) {
            return BROKEN;
        }
        return outcome.met() ? OK : MISSED;
    }

    private static List<Fault> faults(Options options) throws Options.Wrong {
        var chosen = chosen(options);
        if (!options.upgrade()) {
            return chosen;
        }
        if (chosen.stream().noneMatch(it -> it.row() == UPGRADE)) {
            throw new Options.Wrong("--previous: nothing replaces it (expected: --faults 4)");
        }
        return Faults.upgrading(chosen);
    }

    private static List<Fault> chosen(Options options) throws Options.Wrong {
        var drill = options.drill();
        if (drill != null) {
            return drill.faults();
        }
        var all = Faults.ofTier(options.tier(), options.everything());
        if (options.rows().isEmpty()) {
            if (all.isEmpty()) {
                throw new Options.Wrong("--tier " + options.tier() + " (expected: A, A2 or B)");
            }
            return all;
        }
        var every = Faults.all(options.everything());
        var chosen = new java.util.ArrayList<Fault>();
        for (int row : options.rows()) {
            chosen.add(
                    every.stream()
                            .filter(it -> it.row() == row)
                            .findFirst()
                            .orElseThrow(() -> new Options.Wrong("--faults: no row " + row)));
        }
        return chosen;
    }

    private void say(String line) {
        var time = LocalTime.ofInstant(clock.instant(), ZoneOffset.UTC);
        out.println(TIME.format(time) + " " + line);
    }
}
