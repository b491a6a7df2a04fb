package parley.gateway.availability;

/// Where the launcher stands.
///
/// @param side which lower corner of the window
/// @param aside distance from that side, CSS pixels
/// @param bottom distance from the lower edge, CSS pixels
public record Placement(Side side, int aside, int bottom) {
    /// Furthest distance from an edge, CSS pixels.
    public static final int MAX_OFFSET = 200;

    /// @throws IllegalArgumentException if a distance is negative or too far
    public Placement {
        check("aside", aside);
        check("bottom", bottom);
    }

    private static void check(String name, int pixels) {
        if (pixels < 0 || pixels > MAX_OFFSET) {
            throw new IllegalArgumentException(
                    name + ": " + pixels + " (expected: 0.." + MAX_OFFSET + ")");
        }
    }

    /// A lower corner.
    public enum Side {
        LEFT,
        RIGHT
    }
}
