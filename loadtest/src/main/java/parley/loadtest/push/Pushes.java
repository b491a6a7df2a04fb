package parley.loadtest.push;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Clock;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/// The command. See [Options#HELP].
public final class Pushes {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final int OK = 0;
    private static final int WRONG = 1;
    private static final int CANNOT = 2;
    private static final int MISSED = 3;

    private final PrintStream out;
    private final Clock clock;

    private Pushes(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    /// @param arguments see `--help`
    @SuppressWarnings({"SystemOut", "TimeZoneUsage"}) // the one place where the clock is made
    public static void main(String[] arguments) throws Exception {
        System.exit(new Pushes(System.out, Clock.systemUTC()).run(List.of(arguments)));
    }

    private int run(List<String> arguments) throws Exception {
        if (arguments.contains("--help")) {
            out.print(Options.HELP);
            return OK;
        }
        try {
            return run(Options.of(arguments));
        } catch (IllegalArgumentException e) {
            out.println(e.getMessage());
        } catch (IOException e) {
            out.println("cannot run: " + e);
        }
        return CANNOT;
    }

    private int run(Options options) throws Exception {
        var measurement =
                new Measurement(options, Files.createTempDirectory("parley-push-"), this::say);
        var rounds = measurement.run();
        var report = new Report(options, rounds, measurement.chronicle(), clock.instant());
        var folder = report.write();
        out.print("\n" + report.table());
        var violations = rounds.stream().flatMap(it -> it.violations().stream()).toList();
        violations.forEach(it -> out.println("VIOLATION " + it));
        say("report: " + folder.resolve("report.md"));
        boolean met = rounds.stream().allMatch(Round::met);
        out.println(!violations.isEmpty() ? "WRONG" : met ? "OK" : "RIGHT, figures missed");
        return !violations.isEmpty() ? WRONG : met ? OK : MISSED;
    }

    private void say(String line) {
        out.println(TIME.format(LocalTime.ofInstant(clock.instant(), ZoneOffset.UTC)) + " " + line);
    }
}
