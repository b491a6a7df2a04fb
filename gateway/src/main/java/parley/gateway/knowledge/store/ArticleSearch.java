package parley.gateway.knowledge.store;

import java.util.List;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Finds published articles.
public interface ArticleSearch {
    /// Best first: those in the language, then those in the fallback.
    ///
    /// @param language a BCP 47 tag
    /// @param limit 1 to 20
    Mono<List<Found>> search(PortalId portal, String language, String query, int limit);

    /// How many are published: below three, nobody may search (W5).
    Mono<Integer> published(PortalId portal);

    /// @param excerpt plain text around what was found
    record Found(String title, String excerpt, String url) {}
}
