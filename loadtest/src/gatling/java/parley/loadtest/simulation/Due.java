package parley.loadtest.simulation;

import java.util.regex.Pattern;

/// The text of a message: whose run it is of, which one it is, and when it was due. The agents'
/// answers repeat it.
final class Due {
    private static final Pattern DUE = Pattern.compile(" due=(\\d+)");

    private Due() {}

    /// @param number of the message among those of its user
    static String text(String mark, long user, int number, long dueMicros) {
        return "%s user %d #%d due=%d".formatted(mark, user, number, dueMicros);
    }

    /// Micros of the run's clock, as a text says.
    static long of(String text) {
        var due = DUE.matcher(text);
        if (!due.find()) {
            throw new IllegalArgumentException(text + " (expected: due=…)");
        }
        return Long.parseLong(due.group(1));
    }
}
