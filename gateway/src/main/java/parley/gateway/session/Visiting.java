package parley.gateway.session;

import java.time.Clock;
import parley.gateway.knowledge.store.ArticleSearch;
import parley.gateway.report.store.Counters;
import parley.gateway.report.store.SurveyAnswers;
import parley.gateway.session.preview.PreviewLinks;
import parley.gateway.visitor.IdentificationTokens;
import parley.gateway.visitor.store.Visitors;

/// What sessions ask about visitors, beside their conversations. None of it is asked for a visitor
/// who only looks.
public record Visiting(
        Visitors visitors,
        ArticleSearch articles,
        SurveyAnswers surveys,
        IdentificationTokens identification,
        Counters counters,
        PreviewLinks previews) {
    /// Judges proofs by this clock, and shows no drafts.
    public Visiting(
            Visitors visitors,
            ArticleSearch articles,
            SurveyAnswers surveys,
            Counters counters,
            Clock clock) {
        this(
                visitors,
                articles,
                surveys,
                new IdentificationTokens(clock),
                counters,
                PreviewLinks.NONE);
    }

    /// The same, and shows drafts to whoever has such a link.
    public Visiting with(PreviewLinks links) {
        return new Visiting(visitors, articles, surveys, identification, counters, links);
    }
}
