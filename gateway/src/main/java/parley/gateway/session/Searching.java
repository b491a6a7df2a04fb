package parley.gateway.session;

import java.util.List;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.knowledge.store.ArticleSearch;
import parley.protocol.frame.ClientFrame;
import parley.protocol.frame.ErrorCode;
import parley.protocol.frame.ServerFrame;
import parley.protocol.value.PortalId;

/// Questions to the knowledge base over one connection. Confined to the connection's event loop.
final class Searching {
    private static final int MAX_FOUND = 5;
    private static final int WINDOW_TICKS = 5 * Link.TICKS_PER_SECOND;
    private static final int SEARCHES_A_WINDOW = 5;

    private final VisitorSession session;
    private final Rate searches = new Rate();

    Searching(VisitorSession session) {
        this.session = session;
    }

    /// Answers it, unless it comes too often.
    ///
    /// @param chatflow that is shown and has the search
    /// @param asked told that it is asked, to be counted
    void search(ClientFrame.Search search, Chatflow chatflow, Runnable asked) {
        int window = session.loop().now() / WINDOW_TICKS;
        if (!searches.take(window, SEARCHES_A_WINDOW)
                || !session.context().portalLimits().search(portal())) {
            session.context().metrics().limited("search");
            failed(ErrorCode.RATE_LIMITED, "search: too often");
            return;
        }
        var query = Storable.text(search.query()).strip();
        if (query.isEmpty()) {
            session.send(new ServerFrame.Results(search.query(), List.of()));
            return;
        }
        asked.run();
        var language = chatflow.definition().options().language();
        var _ =
                session.context()
                        .talking()
                        .visiting()
                        .articles()
                        .search(portal(), language, query, MAX_FOUND)
                        .subscribe(
                                it -> session.hop(() -> found(search.query(), it)),
                                _ -> session.hop(() -> failed(ErrorCode.UNAVAILABLE, "search")));
    }

    private void found(String query, List<ArticleSearch.Found> articles) {
        session.send(
                new ServerFrame.Results(
                        query,
                        articles.stream()
                                .map(it ->
                                        new ServerFrame.Article(it.title(), it.excerpt(), it.url()))
                                .toList()));
    }

    private void failed(ErrorCode code, String message) {
        session.send(new ServerFrame.Failed(code, null, message));
    }

    private PortalId portal() {
        return session.portal().id();
    }
}
