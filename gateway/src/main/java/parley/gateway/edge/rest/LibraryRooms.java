package parley.gateway.edge.rest;

import parley.gateway.availability.store.VersionedStore;
import parley.gateway.knowledge.Article;
import parley.gateway.knowledge.Snippet;
import parley.gateway.knowledge.store.ArticleSearch;
import parley.gateway.report.Survey;
import parley.gateway.report.store.CountStore;
import parley.gateway.report.store.FirstReplies;
import parley.gateway.report.store.SurveyAnswers;

/// What the REST API asks about what is written for visitors, and what came of it.
public record LibraryRooms(
        VersionedStore<Article> articles,
        ArticleSearch search,
        VersionedStore<Snippet> snippets,
        VersionedStore<Survey> surveys,
        SurveyAnswers answers,
        CountStore counts,
        FirstReplies replies) {}
