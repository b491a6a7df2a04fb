package parley.loadtest.report;

/// One curve: a value for each x; NaN leaves a gap.
///
/// @param colour as SVG takes it
@SuppressWarnings("ArrayRecordComponent") // never compared, never written to
public record Series(String name, String colour, double[] x, double[] y) {
    /// @throws IllegalArgumentException if there is not one y for each x
    public Series {
        if (x.length != y.length) {
            throw new IllegalArgumentException(
                    name + ": " + x.length + " x, " + y.length + " y (expected: as many)");
        }
    }
}
