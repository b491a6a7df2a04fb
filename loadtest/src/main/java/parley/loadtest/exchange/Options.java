package parley.loadtest.exchange;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.PortalId;

/// How to run an exchange. `--name value` wins over the environment's `LOADTEST_NAME`.
///
/// @param visitors visitor listeners, tried in turn from the first
/// @param agents agent listeners, tried in turn from the first
/// @param page the visitor is on; its origin must be in the portal's list
/// @param messages each way
/// @param cuts of each side's connection in mid-send
record Options(
        List<URI> visitors,
        List<URI> agents,
        PortalId portal,
        String page,
        String token,
        int messages,
        int cuts,
        long seed,
        Duration patience) {
    static final String HELP =
            """
            Exchanges messages between a visitor and an agent while both are cut off again and again.

              --visitors  ws://localhost:8080   visitor listeners, commas between; the next is tried when one fails
              --agents    ws://localhost:8081   agent listeners, likewise
              --nodes     a:8080:8081,b:…       both at once: the visitor begins at the first, the agent at the last
              --portal    id of the portal
              --page      http://localhost:8080/demo/    page the visitor is on; the portal lists its origin
              --token     an agent's token
              --messages  500                   each way
              --cuts      25                    connections cut in mid-send, each side
              --seed      a number              of the cuts; printed
              --within    300                   seconds until everything must be done

            Each can also come from the environment: LOADTEST_TOKEN and so on. Exit code 0: nothing acknowledged
            is lost, nothing is there twice, both ends and a fresh replay hold the same list. 1: a violation.
            2: no gateway, or a wrong option.
            """;

    private static final Set<String> NAMES =
            new TreeSet<>(
                    Set.of(
                            "visitors",
                            "agents",
                            "nodes",
                            "portal",
                            "page",
                            "token",
                            "messages",
                            "cuts",
                            "seed",
                            "within"));

    /// @throws IllegalArgumentException with a sentence for the user
    static Options of(List<String> arguments, Map<String, String> environment, long anySeed) {
        var given = new Given(parsed(arguments), environment);
        var nodes = given.get("nodes", null);
        int messages = given.number("messages", 500);
        return new Options(
                nodes == null
                        ? uris(given.get("visitors", "ws://localhost:8080"))
                        : ofNodes(nodes, 1),
                nodes == null
                        ? uris(given.get("agents", "ws://localhost:8081"))
                        : ofNodes(nodes, 2).reversed(),
                PortalId.of(given.required("portal")),
                given.required("page"),
                given.required("token"),
                messages,
                Math.min(given.number("cuts", 25), messages),
                Long.parseLong(given.required("seed", Long.toString(anySeed))),
                Duration.ofSeconds(given.number("within", 300)));
    }

    private static Map<String, String> parsed(List<String> arguments) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            var name = arguments.get(i).replaceFirst("^--", "");
            if (!NAMES.contains(name) || i + 1 == arguments.size()) {
                throw new IllegalArgumentException(
                        arguments.get(i)
                                + ": not an option with a value (expected: "
                                + NAMES
                                + ")");
            }
            given.put(name, arguments.get(i + 1));
        }
        return given;
    }

    /// Arguments and environment together.
    private record Given(Map<String, String> arguments, Map<String, String> environment) {
        @Nullable String get(String name, @Nullable String absent) {
            var variable = "LOADTEST_" + name.toUpperCase(java.util.Locale.ROOT);
            var value = arguments.getOrDefault(name, environment.get(variable));
            return value == null || value.isBlank() ? absent : value;
        }

        String required(String name) {
            return required(name, null);
        }

        String required(String name, @Nullable String absent) {
            var value = get(name, absent);
            if (value == null) {
                throw new IllegalArgumentException("--" + name + ": missing (see --help)");
            }
            return value;
        }

        int number(String name, int absent) {
            var value = required(name, Integer.toString(absent));
            try {
                return Integer.parseInt(value);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "--" + name + ": " + value + " (expected: a number)");
            }
        }
    }

    private static List<URI> uris(@Nullable String text) {
        return Arrays.stream(String.valueOf(text).split(",")).map(URI::create).toList();
    }

    /// @param port which of the ports after the host: 1 or 2
    private static List<URI> ofNodes(String nodes, int port) {
        return Arrays.stream(nodes.split(","))
                .map(it -> it.split(":"))
                .map(it -> URI.create("ws://" + it[0] + ":" + it[port]))
                .toList();
    }
}
