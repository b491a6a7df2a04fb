package parley.gateway.session.explain;

import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.CompiledChatflows;
import parley.gateway.chatflow.Match;
import parley.gateway.chatflow.VisitorFacts;
import parley.gateway.chatflow.page.PageView;

/// Follows the fast way, which gives up where the rules would take too long: there its explanation
/// ends too.
final class Budget {
    private final CompiledChatflows compiled;
    private final PageView page;
    private final VisitorFacts visitor;
    private Match match;

    Budget(CompiledChatflows compiled, PageView page, VisitorFacts visitor) {
        this.compiled = compiled;
        this.page = page;
        this.visitor = visitor;
        this.match = compiled.first(page, visitor);
    }

    /// The winner is hidden, and the next one is tried.
    void next() {
        if (match instanceof Match.Found found) {
            match = compiled.firstAfter(found, page, visitor);
        }
    }

    /// The chatflow at which it was given up; null if it was not.
    @Nullable Chatflow exceeded() {
        return match instanceof Match.OverBudget(int rank) ? compiled.published().get(rank) : null;
    }
}
