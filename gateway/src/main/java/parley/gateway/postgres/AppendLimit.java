package parley.gateway.postgres;

/// How often one conversation may be appended to on this node, so that a hot one cannot fill a
/// writer (contract §3 rule 6).
///
/// @param perSecond in the long run
/// @param burst at once
public record AppendLimit(int perSecond, int burst) {
    /// Far above what people and bots write, far below what a writer takes.
    public static final AppendLimit USUAL = new AppendLimit(200, 1_000);

    /// @throws IllegalArgumentException if either is below 1
    public AppendLimit {
        if (perSecond < 1 || burst < 1) {
            throw new IllegalArgumentException(
                    "perConversation: %d/s, burst %d (expected: >= 1 each)"
                            .formatted(perSecond, burst));
        }
    }
}
