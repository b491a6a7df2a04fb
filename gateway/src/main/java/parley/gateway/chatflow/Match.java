package parley.gateway.chatflow;

/// What targeting says of a page view.
public sealed interface Match {
    /// This chatflow wins. Availability comes after (H2).
    ///
    /// @param chatflow the winner
    /// @param rank its place among the published chatflows of the snapshot, from 0
    record Found(Chatflow chatflow, int rank) implements Match {}

    /// No chatflow wants this page view.
    record None() implements Match {
        static final None NONE = new None();
    }

    /// The evaluation was ended because it took too many steps: count it, show nothing.
    ///
    /// @param rank the chatflow it had come to
    record OverBudget(int rank) implements Match {}
}
