package parley.protocol.frame;

/// Which versions of the protocol one side speaks: its own and, while nodes and pages of two
/// neighbouring releases meet, the one before. Each side names its newest, in `connect` and in
/// `ready`; on the connection the lower of the two is spoken.
///
/// @param oldest below it nothing is understood
/// @param newest what it names
public record Versions(int oldest, int newest) {
    /// What this release speaks. There is no version before the first.
    public static final Versions SPOKEN = new Versions(1, 1);

    /// @throws IllegalArgumentException if it is more than its own and the one before
    public Versions {
        if (oldest < 1 || oldest > newest || newest > oldest + 1) {
            throw new IllegalArgumentException(
                    "versions: %d..%d (expected: one, or two neighbours)"
                            .formatted(oldest, newest));
        }
    }

    /// Whether there is a version that both speak. A peer that is newer falls back to ours; one
    /// that cannot any more leaves by itself.
    ///
    /// @param theirs the peer's newest
    public boolean meet(int theirs) {
        return theirs >= oldest;
    }

    @Override
    public String toString() {
        return oldest == newest ? "version " + newest : "versions " + oldest + " and " + newest;
    }
}
