package parley.loadtest.fault;

import java.util.Locale;

/// One number of one fault, and what it should be.
///
/// @param target in words
/// @param counts whether missing it breaks the contract, however busy the machine is
public record Figure(
        String name, double value, String unit, String target, boolean met, boolean counts) {
    /// Something of which there must be none.
    public static Figure none(String name, long count) {
        return new Figure(name, count, "", "0", count == 0, true);
    }

    /// Something of which there must be as many.
    public static Figure exactly(String name, long count, long expected) {
        return new Figure(name, count, "", Long.toString(expected), count == expected, true);
    }

    /// Smaller is better.
    public static Figure atMost(String name, double value, String unit, double most) {
        return new Figure(name, value, unit, "≤ " + plain(most) + " " + unit, value <= most, false);
    }

    /// Larger is better.
    public static Figure atLeast(String name, double value, String unit, double least) {
        return new Figure(
                name, value, unit, "≥ " + plain(least) + " " + unit, value >= least, false);
    }

    /// Tells, without a target.
    public static Figure told(String name, double value, String unit) {
        return new Figure(name, value, unit, "reported", true, false);
    }

    /// A fact that is so or not.
    public static Figure fact(String name, boolean so) {
        return new Figure(name, so ? 1 : 0, "", "1", so, false);
    }

    @Override
    public String toString() {
        return name + " " + plain(value) + (unit.isEmpty() ? "" : " " + unit);
    }

    private static String plain(double value) {
        if (value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.2f" : "%.1f", value);
    }
}
