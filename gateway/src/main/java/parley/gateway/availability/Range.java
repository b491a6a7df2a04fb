package parley.gateway.availability;

import java.util.regex.Pattern;

/// Wall-clock minutes of a day, half-open. With `to <= from` it runs into the next calendar date.
///
/// @param from first minute, 0 (00:00) to 1439
/// @param to minute after the last, 0 to 1440 (24:00); never equal to `from`
public record Range(int from, int to) {
    /// Minutes from 00:00 to 24:00 as clocks show them.
    public static final int DAY = 24 * 60;

    /// A time of day, 00:00 to 24:00.
    public static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]|24:00");

    /// The whole day.
    public static final Range ALL_DAY = new Range(0, DAY);

    /// @throws IllegalArgumentException if a minute is out of its bounds or the range is empty
    public Range {
        if (from < 0 || from >= DAY) {
            throw new IllegalArgumentException(
                    "from: " + from + " (expected: 0.." + (DAY - 1) + ")");
        }
        if (to < 0 || to > DAY || to == from) {
            throw new IllegalArgumentException(
                    "to: " + to + " (expected: 0.." + DAY + ", other than from)");
        }
    }

    /// Reads `09:00` and `18:00`; the end may be `24:00`.
    ///
    /// @throws IllegalArgumentException if either is no time of day or both are equal
    public static Range of(String from, String to) {
        return new Range(minute(from), minute(to));
    }

    /// Whether it has a tail on the date after.
    boolean overnight() {
        return to < from;
    }

    /// Whether it covers this minute of the date it starts on.
    boolean coversFirstDay(int minute) {
        return minute >= from && (overnight() || minute < to);
    }

    /// Whether its tail covers this minute of the date after.
    boolean coversNextDay(int minute) {
        return overnight() && minute < to;
    }

    /// `09:00-18:00`
    @Override
    public String toString() {
        return text(from) + "-" + text(to);
    }

    /// A minute of the day as `HH:mm`, 1440 as `24:00`.
    public static String text(int minute) {
        return "%02d:%02d".formatted(minute / 60, minute % 60);
    }

    /// The minute of the day that `HH:mm` names.
    ///
    /// @throws IllegalArgumentException if the text is not `00:00` to `24:00`
    public static int minute(String text) {
        if (!TIME.matcher(text).matches()) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: 00:00..24:00)");
        }
        return Integer.parseInt(text, 0, 2, 10) * 60 + Integer.parseInt(text, 3, 5, 10);
    }
}
