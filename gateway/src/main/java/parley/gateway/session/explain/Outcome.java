package parley.gateway.session.explain;

import org.jspecify.annotations.Nullable;
import parley.gateway.availability.Shown;
import parley.gateway.availability.TeamAvailability;
import parley.gateway.chatflow.Chatflow;

/// What the visitor gets.
///
/// @param chatflow the winner, also when its availability hides it; null if there is none
/// @param team its team's availability; null exactly when there is no chatflow
public record Outcome(@Nullable Chatflow chatflow, @Nullable TeamAvailability team, Shown shown) {
    static final Outcome NOTHING = new Outcome(null, null, new Shown.Hidden());

    /// Whether there is a widget on the page.
    public boolean visible() {
        return !(shown instanceof Shown.Hidden);
    }
}
