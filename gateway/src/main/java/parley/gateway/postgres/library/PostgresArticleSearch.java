package parley.gateway.postgres.library;

import static parley.gateway.knowledge.Words.FALLBACK_LANGUAGE;

import java.util.List;
import parley.gateway.knowledge.Words;
import parley.gateway.knowledge.store.ArticleSearch;
import parley.gateway.postgres.Database;
import parley.gateway.postgres.Rows;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Searches table `article` by PostgreSQL's full text search.
public final class PostgresArticleSearch implements ArticleSearch {
    private static final int MAX_FOUND = 20;

    private final Database database;

    public PostgresArticleSearch(Database database) {
        this.database = database;
    }

    @Override
    public Mono<List<Found>> search(PortalId portal, String language, String query, int limit) {
        var primary = Words.primary(language);
        return database.query(
                "SELECT * FROM search_articles($1, $2, $3::text::regconfig, $4,"
                        + " $5::text::regconfig, $6, $7)",
                it ->
                        it.bind(0, portal.value())
                                .bind(1, primary)
                                .bind(2, Words.configuration(primary))
                                .bind(3, FALLBACK_LANGUAGE)
                                .bind(4, Words.configuration(FALLBACK_LANGUAGE))
                                .bind(5, query)
                                .bind(6, Math.clamp(limit, 1, MAX_FOUND)),
                it ->
                        new Found(
                                Rows.required(it, "title", String.class),
                                Rows.required(it, "excerpt", String.class),
                                Rows.required(it, "url", String.class)));
    }

    @Override
    public Mono<Integer> published(PortalId portal) {
        return database.query(
                        "SELECT published_articles($1) AS articles",
                        it -> it.bind(0, portal.value()),
                        it -> Rows.required(it, "articles", Integer.class))
                .map(List::getFirst);
    }
}
