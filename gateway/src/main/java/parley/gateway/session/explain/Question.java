package parley.gateway.session.explain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.VisitorFacts;
import parley.protocol.value.AgentId;
import parley.protocol.value.ChatflowId;

/// A page view that is asked about.
///
/// @param page `location.href` of the top page
/// @param origin where the page says to be; null: where the page is
/// @param visitor what is known of who looks at it
/// @param conversation the one that is open; null if none is
/// @param dismissedAt when the visitor minimised the widget; null if never
/// @param at now
public record Question(
        String page,
        @Nullable String origin,
        VisitorFacts visitor,
        @Nullable OpenConversation conversation,
        @Nullable Instant dismissedAt,
        Instant at) {
    /// The same of another visitor.
    public Question by(VisitorFacts other) {
        return new Question(page, origin, other, conversation, dismissedAt, at);
    }

    /// A conversation that is open.
    ///
    /// @param chatflow it began in; null once that is deleted
    /// @param assignee null when unassigned
    public record OpenConversation(@Nullable ChatflowId chatflow, @Nullable AgentId assignee) {}
}
