package parley.gateway.edge.rest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.Problem;

/// Reads the parameters of a query, gathering what is wrong with them: repeated, unknown, or not
/// what was expected.
final class Query {
    private final Map<String, List<String>> parameters;
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> read = new HashSet<>();

    Query(Map<String, List<String>> parameters) {
        this.parameters = parameters;
    }

    /// A parameter, or the value to take if it is absent.
    ///
    /// @param parse throws IllegalArgumentException for a text that is none
    <T extends @Nullable Object> T optional(
            String name, T absent, String expected, Function<String, ? extends T> parse) {
        read.add(name);
        var values = parameters.getOrDefault(name, List.of());
        if (values.isEmpty()) {
            return absent;
        }
        if (values.size() == 1) {
            try {
                return parse.apply(values.getFirst());
            } catch (IllegalArgumentException _) {
                // said below
            }
        }
        problems.add(new Problem(name, shown(values), expected));
        return absent;
    }

    /// A whole number within bounds.
    long number(String name, long absent, long min, long max) {
        return optional(
                name,
                absent,
                "a whole number from %d to %d".formatted(min, max),
                text -> {
                    long value = Long.parseLong(text);
                    if (value < min || value > max) {
                        throw new IllegalArgumentException(name);
                    }
                    return value;
                });
    }

    /// Everything that is wrong, unknown parameters included.
    List<Problem> problems() {
        parameters.forEach((name, values) -> {
            if (!read.contains(name)) {
                problems.add(new Problem(cut(name), shown(values), "no such parameter"));
            }
        });
        return List.copyOf(problems);
    }

    private static String shown(List<String> values) {
        return cut(String.join(", ", values));
    }

    private static String cut(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
