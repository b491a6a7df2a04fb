package parley.loadtest.capacity;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What to run; see [#HELP].
///
/// @param visitors gateways that the widgets are spread over
/// @param ca file of who vouches for `wss://` gateways; null: whoever the JDK trusts
/// @param agents agent listener and token for measuring delivery; null: acks alone
/// @param rate dials a second, 0: as fast as `inflight` allow
/// @param starts conversations begun a second, before the first of the `messages`
/// @param messages a second, one rate after the other for `hold` seconds each
/// @param losses whether gateways may be killed: whoever loses its own comes back to another
/// @param gateways processes whose CPU and memory to look at
/// @param seed of how long whoever comes back waits, and whom it dials then
/// @param said as it was asked for, without the token
record Options(
        List<URI> visitors,
        @Nullable Path ca,
        @Nullable URI agents,
        @Nullable String token,
        String portal,
        String page,
        List<Integer> steps,
        int rounds,
        int rate,
        int inflight,
        int hold,
        int pings,
        int active,
        int starts,
        List<Integer> messages,
        boolean losses,
        List<Long> gateways,
        boolean heap,
        long seed,
        String results,
        String said) {
    /// Copies the lists.
    Options {
        visitors = List.copyOf(visitors);
        messages = List.copyOf(messages);
    }

    static final String HELP =
            """
            Holds widgets on a running gateway and measures what they cost.

              --portal    id of the portal
              --page      http://localhost:8081/demo/   page they are on; the portal lists its origin
              --visitors  ws://localhost:8080    visitor listeners, comma-separated: widgets are spread over them
              --ca        file.pem               who vouches for wss:// visitor listeners
              --widgets   1000,9000     how many, in steps; the cost of one is the slope between first and last
              --rounds    1             storms: opened and dropped so often; the first meets a cold gateway
              --rate      0             dials a second; 0: as fast as --inflight allow
              --inflight  256           handshakes under way at once
              --hold      10            seconds to hold them at the end
              --pings     200           pings a second meanwhile, from all in turn
              --messages  0             chat messages a second meanwhile; 0,500,1000: each for --hold seconds
              --active    1000          widgets that send them
              --starts    100           conversations begun a second, before that
              --losses    no            yes: somebody kills a gateway meanwhile; its widgets come back to the others,
                                        as widgets do, and all must be there in the end
              --agents, --token         ws://localhost:8081 and an agent's token: also measure delivery
              --gateway   pid,pid       processes whose CPU and memory to print
              --heap      no            yes: live heap by class histogram at each step (forces collections)
              --seed      new, printed  of how long whoever comes back waits, and whom it dials then
              --results   loadtest/results   where the report goes

            Loopback only in mind: widgets dial from 127.0.0.2 to 127.0.0.33. One process holds about 19,000.
            The gateway must allow it: run it with --config config/loadtest.yaml. Exit code 0: all connected, all
            pings and messages answered. 1: something was lost. 2: no gateway, or a wrong option.
            """;

    private static final Map<String, String> DEFAULTS =
            Map.ofEntries(
                    Map.entry("visitors", "ws://localhost:8080"),
                    Map.entry("ca", ""),
                    Map.entry("portal", ""),
                    Map.entry("page", "http://localhost:8081/demo/"),
                    Map.entry("agents", "ws://localhost:8081"),
                    Map.entry("token", ""),
                    Map.entry("widgets", "1000,9000"),
                    Map.entry("rounds", "1"),
                    Map.entry("rate", "0"),
                    Map.entry("inflight", "256"),
                    Map.entry("hold", "10"),
                    Map.entry("pings", "200"),
                    Map.entry("messages", "0"),
                    Map.entry("active", "1000"),
                    Map.entry("starts", "100"),
                    Map.entry("losses", "no"),
                    Map.entry("gateway", ""),
                    Map.entry("heap", "no"),
                    Map.entry("seed", ""),
                    Map.entry("results", "loadtest/results"));

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
        var it = new Given(given);
        if (it.text("portal").isEmpty()) {
            throw new IllegalArgumentException("--portal: missing (see --help)");
        }
        var steps = it.numbers("widgets");
        boolean listens = !it.text("token").isEmpty();
        long seed = it.text("seed").isEmpty() ? new SplittableRandom().nextLong() : it.seed("seed");
        return new Options(
                Arrays.stream(it.text("visitors").split(",", -1)).map(URI::create).toList(),
                it.text("ca").isEmpty() ? null : Path.of(it.text("ca")),
                listens ? URI.create(it.text("agents")) : null,
                listens ? it.text("token") : null,
                it.text("portal"),
                it.text("page"),
                steps,
                it.number("rounds"),
                it.number("rate"),
                it.number("inflight"),
                it.number("hold"),
                it.number("pings"),
                Math.min(it.number("active"), steps.getLast()),
                it.number("starts"),
                it.numbers("messages"),
                it.text("losses").equals("yes"),
                it.numbers("gateway").stream().map(Integer::longValue).toList(),
                it.text("heap").equals("yes"),
                seed,
                it.text("results"),
                said(arguments) + "; seed " + seed);
    }

    private static String said(List<String> arguments) {
        int token = arguments.indexOf("--token") + 1;
        return IntStream.range(0, arguments.size())
                .mapToObj(i -> i == token && token > 0 ? "…" : arguments.get(i))
                .collect(Collectors.joining(" "));
    }

    private record Given(Map<String, String> values) {
        String text(String name) {
            return values.getOrDefault(name, "");
        }

        int number(String name) {
            return parsed(name, text(name));
        }

        long seed(String name) {
            try {
                return Long.parseLong(text(name));
            } catch (NumberFormatException _) {
                throw unknown(name, text(name));
            }
        }

        List<Integer> numbers(String name) {
            return Arrays.stream(text(name).split(",", -1))
                    .filter(it -> !it.isEmpty())
                    .map(it -> parsed(name, it))
                    .toList();
        }
    }

    private static int parsed(String name, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            throw unknown(name, text);
        }
    }

    private static IllegalArgumentException unknown(String name, String text) {
        return new IllegalArgumentException("--" + name + ": " + text + " (expected: a number)");
    }

    boolean talks() {
        return messages.stream().anyMatch(it -> it > 0);
    }

    int widgets() {
        return steps.getLast();
    }

    /// What a browser on the page would send.
    String origin() {
        var uri = URI.create(page);
        return uri.getScheme() + "://" + uri.getAuthority();
    }
}
