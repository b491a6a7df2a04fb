package parley.gateway.session.explain;

import org.jspecify.annotations.Nullable;
import parley.gateway.availability.Explanation;
import parley.protocol.value.InboxId;

/// A chatflow that was looked at.
///
/// @param targeting its rules, each with its answer
/// @param inbox whose chat channel it shows; null if that is gone, and the chatflow not served (W2)
/// @param availability its team's; null if targeting does not want the page view, or the inbox is
///   gone
/// @param result what came of it
/// @param because why
public record Candidate(
        parley.gateway.chatflow.Explanation targeting,
        @Nullable InboxId inbox,
        @Nullable Explanation availability,
        Result result,
        String because) {
    /// Whether targeting chose it; what follows is tried only if its availability hides it and it
    /// says so.
    public boolean won() {
        return switch (result) {
            case SHOWN, HIDDEN, NOT_SERVED -> true;
            case NOT_WANTED, DRAFT -> false;
        };
    }

    /// What came of a candidate.
    public enum Result {
        /// It is shown.
        SHOWN,
        /// It won, and its availability hides it.
        HIDDEN,
        /// Its rules do not want the page view.
        NOT_WANTED,
        /// It is a draft.
        DRAFT,
        /// Its inbox is gone.
        NOT_SERVED
    }
}
