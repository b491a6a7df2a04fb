package parley.gateway.session.explain;

/// One step of the decision pipeline (features.md), in its order.
///
/// @param passes whether it lets the widget appear
/// @param says what was found
public record Step(Stage stage, boolean passes, String says) {
    /// The steps.
    public enum Stage {
        /// The portal is active and its widget may run on this site.
        EMBED,
        /// An open conversation beats what follows, up to the display (H7).
        CONVERSATION,
        /// The published chatflows, in order of priority.
        CANDIDATES,
        /// The first whose rules want the page view.
        TARGETING,
        /// Hours, agents, capacity.
        AVAILABILITY,
        /// Whether the visitor minimised the widget within a day (D11).
        DISMISSED,
        /// Device and behaviour, and the triggers that decide when.
        DISPLAY,
        /// What stands before the first message.
        GATES
    }
}
