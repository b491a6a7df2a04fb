package parley.loadtest.push;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the command was asked to do; see [#HELP].
///
/// @param concerned widgets on pages whose team's availability changes
/// @param flips changes of the agent's switch
/// @param kill whether the agent's node is killed in the end
/// @param astray widgets on the team's pages that are counted as if they were elsewhere
record Options(
        int widgets,
        int concerned,
        int portals,
        int flips,
        boolean kill,
        int astray,
        int pings,
        long seed,
        String results) {
    static final String HELP =
            """
            Starts PostgreSQL, Redis and two gateways, connects widgets of several portals to both, and
            lets the only agent of one team come and go. The widgets on that team's pages must get one
            push each time, all others nothing. Then kills the node on which the agent is, while the
            concerned widgets are on the other one.

              --widgets    5000  altogether
              --concerned  1000  of them on the team's pages
              --portals    5     the first has as many widgets beside the concerned ones, on pages that
                                 another team answers for; the rest share what remains
              --flips      6     changes of the agent's switch: away, available, away …
              --kill       yes   no: leave the node alive
              --astray     0     so many of the others are on the team's pages, too: the run has to end
                                 with 1
              --pings      400   a second, from all widgets in turn; each widget at least every 45 s
              --seed       42    of everything random
              --results    results   where the report goes

            Takes about four minutes. Exit code 0: all is well. 1: somebody got a frame that was not for
            him, or not the one that was. 2: wrong use, or it could not run. 3: the counts are right, a
            figure missed its target.
            """;

    private static final Map<String, String> DEFAULTS =
            Map.of(
                    "widgets", "5000",
                    "concerned", "1000",
                    "portals", "5",
                    "flips", "6",
                    "kill", "yes",
                    "astray", "0",
                    "pings", "400",
                    "seed", "42",
                    "results", "results");

    /// @throws IllegalArgumentException if what is asked for cannot be
    Options {
        if (concerned < 1
                || portals < 2
                || widgets < 2 * concerned
                || flips < 0
                || astray > concerned) {
            throw new IllegalArgumentException(
                    "--widgets %d --concerned %d --portals %d --flips %d --astray %d (expected: widgets >= 2 × concerned > 0, portals >= 2, flips >= 0, astray <= concerned)"
                            .formatted(widgets, concerned, portals, flips, astray));
        }
        if (pings * 45L < widgets) {
            throw new IllegalArgumentException(
                    "--pings " + pings + " (expected: every widget at least every 45 s)");
        }
    }

    /// @throws IllegalArgumentException with a sentence for the user
    static Options of(List<String> arguments) {
        var given = new HashMap<>(DEFAULTS);
        for (int i = 0; i < arguments.size(); i += 2) {
            var name = arguments.get(i).replaceFirst("^--", "");
            if (!DEFAULTS.containsKey(name) || i + 1 == arguments.size()) {
                throw new IllegalArgumentException(
                        arguments.get(i) + ": not an option with a value (see --help)");
            }
            given.put(name, arguments.get(i + 1));
        }
        return new Options(
                number(given, "widgets"),
                number(given, "concerned"),
                number(given, "portals"),
                number(given, "flips"),
                given.getOrDefault("kill", "").equals("yes"),
                number(given, "astray"),
                number(given, "pings"),
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
