package parley.loadtest.fault;

import java.util.Locale;

/// One number of one fault, and what it should be.
///
/// @param target in words
public record Figure(String name, double value, String unit, String target, boolean met) {
    /// Smaller is better.
    public static Figure atMost(String name, double value, String unit, double most) {
        return new Figure(name, value, unit, "≤ " + plain(most) + " " + unit, value <= most);
    }

    /// Larger is better.
    public static Figure atLeast(String name, double value, String unit, double least) {
        return new Figure(name, value, unit, "≥ " + plain(least) + " " + unit, value >= least);
    }

    /// Tells, without a target.
    public static Figure told(String name, double value, String unit) {
        return new Figure(name, value, unit, "reported", true);
    }

    /// A fact that is so or not.
    public static Figure fact(String name, boolean so) {
        return new Figure(name, so ? 1 : 0, "", "1", so);
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
