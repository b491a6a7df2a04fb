package parley.loadtest.capacity;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the command was asked to do; see [#HELP].
///
/// @param segment seconds that one figure is of
record FleetOptions(
        int gateways,
        int widgets,
        int conversations,
        int messages,
        int segment,
        boolean warm,
        boolean kill,
        long seed,
        String results) {
    static final String HELP =
            """
            Starts PostgreSQL, Redis and several gateways, fills them with widgets of several processes
            (see capacity --help), and holds them: one segment without a word, four in which
            conversations go on, in the third of which a gateway dies by kill -9. Its widgets come back
            to the others as widgets do.

              --gateways       7       on 127.0.0.1
              --widgets        100100  altogether; one process holds 14,300
              --conversations  500     of widgets of one process, watched by agents on the last gateway
              --messages       100     a second, of all of them together
              --segment        120     seconds that each of the five figures is of
              --warm           yes     no: the gateways have served nobody before
              --kill           yes     no: all of them live
              --seed           42      of everything random
              --results        loadtest/results   where the report goes

            Takes about 18 minutes, 6 GB of memory and loopback only. Exit code 0: all is well. 1: something
            was lost. 2: wrong use, or it could not run. 3: nothing was lost, a figure missed its target.
            """;

    private static final Map<String, String> DEFAULTS =
            Map.of(
                    "gateways", "7",
                    "widgets", "100100",
                    "conversations", "500",
                    "messages", "100",
                    "segment", "120",
                    "warm", "yes",
                    "kill", "yes",
                    "seed", "42",
                    "results", "loadtest/results");

    /// @throws IllegalArgumentException if what is asked for cannot be
    FleetOptions {
        if (gateways < 2 || conversations < 1 || widgets < conversations || messages < 1) {
            throw new IllegalArgumentException(
                    "--gateways %d --widgets %d --conversations %d --messages %d (expected: gateways >= 2, widgets >= conversations >= 1, messages >= 1)"
                            .formatted(gateways, widgets, conversations, messages));
        }
        if (segment < 30) {
            throw new IllegalArgumentException("--segment " + segment + " (expected: >= 30)");
        }
    }

    /// @throws IllegalArgumentException with a sentence for the user
    static FleetOptions of(List<String> arguments) {
        var given = new HashMap<>(DEFAULTS);
        for (int i = 0; i < arguments.size(); i += 2) {
            var name = arguments.get(i).replaceFirst("^--", "");
            if (!DEFAULTS.containsKey(name) || i + 1 == arguments.size()) {
                throw new IllegalArgumentException(
                        arguments.get(i) + ": not an option with a value (see --help)");
            }
            given.put(name, arguments.get(i + 1));
        }
        return new FleetOptions(
                number(given, "gateways"),
                number(given, "widgets"),
                number(given, "conversations"),
                number(given, "messages"),
                number(given, "segment"),
                given.getOrDefault("warm", "").equals("yes"),
                given.getOrDefault("kill", "").equals("yes"),
                number(given, "seed"),
                given.getOrDefault("results", ""));
    }

    private static int number(Map<String, String> given, String name) {
        var text = given.getOrDefault(name, "");
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("--" + name + ": " + text + " (expected: a number)");
        }
    }
}
