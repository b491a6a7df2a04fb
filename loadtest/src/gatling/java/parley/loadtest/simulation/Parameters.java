package parley.loadtest.simulation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// What `-D` gave a simulation, and what it took without.
final class Parameters {
    private final Map<String, Long> taken = new LinkedHashMap<>();

    /// @throws IllegalArgumentException with a sentence for the user
    int number(String name, int absent) {
        var given = System.getProperty(name, Integer.toString(absent));
        try {
            int number = Integer.parseInt(given);
            if (number >= 0) {
                taken.put(name, (long) number);
                return number;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new IllegalArgumentException(
                "-D%s: %s (expected: a number, 0 or more)".formatted(name, given));
    }

    /// All of them, as they are given.
    @Override
    public String toString() {
        return taken.entrySet().stream()
                .map(it -> "-D" + it.getKey() + "=" + it.getValue())
                .collect(Collectors.joining(" "));
    }
}
