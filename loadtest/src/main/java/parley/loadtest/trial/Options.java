package parley.loadtest.trial;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import parley.loadtest.cluster.Launch;
import parley.loadtest.crowd.Load;
import parley.loadtest.fault.Faults;

/// What the command was asked to do.
///
/// @param rows the faults by number; empty: the whole tier
/// @param drill null: the rows, or the tier
/// @param everything how long fault 48 goes on
/// @param launch how the gateways are started in the beginning
/// @param upgrade whether that is an earlier release, which row 4 replaces
record Options(
        String tier,
        List<Integer> rows,
        @Nullable Drill drill,
        Load load,
        Faults.Extent everything,
        long seed,
        boolean mergedAppend,
        Launch launch,
        boolean upgrade,
        String results) {
    private static final Duration CALM = Duration.ofSeconds(8);

    static final String HELP =
            """
            Starts PostgreSQL, Redis and three gateways, lets visitors and agents chat, breaks things,
            and checks that what was acknowledged is there, once, in order, everywhere.

              --tier A|A2|B      which rows of the fault table (default A)
              --faults 1,6,15    these rows alone
              --drill rolling-restart|redis-down|slow-readers
                                 one row with the load and the figures that belong to it
              --load SMALL|STANDARD|portals,conversations,agents,appends-per-second[,widgets]
                                 default SMALL: 5,100,20,100; STANDARD is 5,300,60,300; widgets
                                 only look
              --minutes N        of row 48, everything at once (default 30)
              --kills N          of row 48: it goes on until there were as many (default 0)
              --seed N           of everything random (default: a new one, printed)
              --previous FOLDER  an earlier release, as ./mvnw package left it: the gateways begin
                                 with it and its schema, and row 4 replaces it
              --merged-append    makes the append one statement, as it must not be: the run has to
                                 turn red
              --results FOLDER   where the report goes (default results)
              --help             prints this

            Exit code: 0 all is well; 1 the contract or a count was broken; 2 wrong use, or it could not run;
            3 the contract was kept and a figure missed its target.
            """;
    private static final Set<String> FLAGS = Set.of("--merged-append");
    private static final Set<String> WORDS =
            Set.of(
                    "--tier",
                    "--faults",
                    "--drill",
                    "--load",
                    "--minutes",
                    "--kills",
                    "--seed",
                    "--previous",
                    "--results");

    /// How it is tried.
    Trial.Setting setting() {
        return drill == null ? Trial.Setting.usual(CALM) : drill.setting();
    }

    /// What the report is called.
    String name() {
        return drill == null ? tier : drill.word();
    }

    /// What could not be understood.
    static final class Wrong extends Exception {
        Wrong(String what) {
            super(what);
        }
    }

    /// @param seed the default
    static Options parse(List<String> arguments, long seed) throws Wrong {
        var given = given(arguments);
        try {
            var drill = given.containsKey("--drill") ? Drill.of(given.get("--drill")) : null;
            var load = given.get("--load");
            var previous = given.get("--previous");
            return new Options(
                    given.getOrDefault("--tier", "A"),
                    numbers(given.get("--faults")),
                    drill,
                    load == null && drill != null ? drill.load() : load(load),
                    new Faults.Extent(
                            Duration.ofMinutes(
                                    Integer.parseInt(given.getOrDefault("--minutes", "30"))),
                            Integer.parseInt(given.getOrDefault("--kills", "0"))),
                    Long.parseLong(given.getOrDefault("--seed", Long.toString(seed))),
                    given.containsKey("--merged-append"),
                    previous == null ? Launch.current() : Launch.of(Path.of(previous)),
                    previous != null,
                    given.getOrDefault("--results", "results"));
        } catch (IllegalArgumentException e) {
            throw new Wrong(String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, String> given(List<String> arguments) throws Wrong {
        var given = new HashMap<String, String>();
        for (var words = arguments.iterator(); words.hasNext(); ) {
            var word = words.next();
            if (FLAGS.contains(word)) {
                given.put(word, "");
            } else if (WORDS.contains(word) && words.hasNext()) {
                given.put(word, words.next());
            } else {
                throw new Wrong(word + ": not understood, see --help");
            }
        }
        return given;
    }

    private static List<Integer> numbers(@Nullable String list) {
        return list == null
                ? List.of()
                : Arrays.stream(list.split(",")).map(it -> Integer.valueOf(it.strip())).toList();
    }

    private static Load load(@Nullable String text) {
        return switch (text) {
            case null -> Load.SMALL;
            case "SMALL" -> Load.SMALL;
            case "STANDARD" -> Load.STANDARD;
            default -> {
                var of = numbers(text);
                if (of.size() != 4 && of.size() != 5) {
                    throw new IllegalArgumentException(
                            "--load "
                                    + text
                                    + " (expected: SMALL, STANDARD or four or five numbers)");
                }
                int widgets = of.size() == 5 ? of.get(4) : 0;
                yield new Load(of.get(0), of.get(1), of.get(2), of.get(3), widgets);
            }
        };
    }
}
