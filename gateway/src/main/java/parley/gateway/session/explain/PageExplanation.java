package parley.gateway.session.explain;

import java.util.List;
import parley.gateway.chatflow.page.PageView;
import parley.gateway.session.PortalFacts;

/// What a page view gets, and why, step by step in the order of the decision pipeline. The same
/// answer as the sessions give, by a slower way that asks everything.
///
/// @param question what was asked
/// @param page as rules see it
/// @param steps in order; those after the one that decided are left out
/// @param candidates the chatflows that were looked at, in order
/// @param because one sentence
public record PageExplanation(
        Question question,
        Seen page,
        List<Step> steps,
        List<Candidate> candidates,
        Outcome outcome,
        String because) {
    /// Copies the lists.
    public PageExplanation {
        steps = List.copyOf(steps);
        candidates = List.copyOf(candidates);
    }

    /// The page as rules see it.
    ///
    /// @param url in canonical form; empty if it is not a web page
    /// @param truncated whether the address was cut (URL-44)
    /// @param queryCapped whether the query has more pairs than are looked at (QRY-16)
    public record Seen(String url, boolean truncated, boolean queryCapped) {
        static Seen of(PageView page) {
            return new Seen(page.url(), page.truncated(), page.queryCapped());
        }
    }

    /// Explains one page view of a portal.
    public static PageExplanation of(PortalFacts portal, Question question) {
        var page = PageView.of(question.page());
        return new Reasoning(portal, question, page).explained();
    }
}
