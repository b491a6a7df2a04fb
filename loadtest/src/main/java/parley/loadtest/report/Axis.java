package parley.loadtest.report;

/// The vertical scale of one panel.
///
/// @param label what is drawn, with its unit
/// @param low value at the bottom; above 0 if logarithmic
/// @param high value at the top
public record Axis(String label, double low, double high, boolean logarithmic) {
    /// @throws IllegalArgumentException if nothing fits between
    public Axis {
        if (!(low < high) || (logarithmic && low <= 0)) {
            throw new IllegalArgumentException(
                    label + ": " + low + ".." + high + " (expected: ascending)");
        }
    }

    /// From 0.
    public static Axis linear(String label, double high) {
        return new Axis(label, 0, Math.max(high, 1), false);
    }

    public static Axis logarithmic(String label, double low, double high) {
        return new Axis(label, low, high, true);
    }

    /// How far up a value is: 0 at the bottom, 1 at the top; what is beyond is at the edge.
    double share(double value) {
        double clipped = Math.clamp(value, low, high);
        return logarithmic
                ? Math.log(clipped / low) / Math.log(high / low)
                : (clipped - low) / (high - low);
    }
}
