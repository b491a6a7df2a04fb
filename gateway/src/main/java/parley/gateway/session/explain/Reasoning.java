package parley.gateway.session.explain;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import parley.gateway.availability.Explanation;
import parley.gateway.availability.Shown;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.CompiledChatflows;
import parley.gateway.chatflow.page.PageView;
import parley.gateway.session.PortalFacts;
import parley.gateway.session.explain.Candidate.Result;
import parley.gateway.session.explain.Question.OpenConversation;
import parley.gateway.session.explain.Step.Stage;

/// Walks the pipeline once, and writes down what it finds. Used for one question.
final class Reasoning {
    private final PortalFacts portal;
    private final Question question;
    private final PageView page;
    private final List<Step> steps = new ArrayList<>();
    private final List<Candidate> candidates = new ArrayList<>();

    Reasoning(PortalFacts portal, Question question, PageView page) {
        this.portal = portal;
        this.question = question;
        this.page = page;
    }

    PageExplanation explained() {
        var refused = refused();
        if (refused != null) {
            step(Stage.EMBED, false, refused);
            return end(Outcome.NOTHING, "hidden because " + refused);
        }
        step(Stage.EMBED, true, "the portal is active, and its widget may run on this site");
        var open = question.conversation();
        var engaged = open == null ? null : engaged(open);
        if (engaged != null) {
            return engaged;
        }
        step(
                Stage.CONVERSATION,
                true,
                open == null
                        ? "no conversation is open"
                        : "the chatflow of the open conversation is gone: targeting decides");
        return targeted();
    }

    // ---- 0: may it run here ---------------------------------------------------------------

    private @Nullable String refused() {
        if (!portal.portal().active()) {
            return "the portal is not active";
        }
        var origin = question.origin() == null ? page.origin() : question.origin();
        return page.isWebPage() && !portal.portal().origins().allow(origin)
                ? "the widget may not run on " + origin + ": it is not among the portal's origins"
                : null;
    }

    // ---- 1: an open conversation ------------------------------------------------------------

    private @Nullable PageExplanation engaged(OpenConversation open) {
        var chatflow = find(open);
        var inbox = chatflow == null ? null : portal.inboxes().get(chatflow.inbox());
        if (chatflow == null || inbox == null) {
            return null;
        }
        var staff = portal.staff();
        var why = Explanation.of(PortalFacts.rule(chatflow), inbox, staff, question.at());
        var assignee = open.assignee() == null ? null : staff.agents().get(open.assignee());
        var shown = why.availability().toEngaged(inbox.channel(), assignee, question.at());
        step(
                Stage.CONVERSATION,
                true,
                "a conversation of %s is open: targeting is not asked, availability hides nothing"
                        .formatted(Words.named(chatflow)));
        step(Stage.AVAILABILITY, true, why.because());
        display(chatflow);
        return end(
                new Outcome(chatflow, why.availability().team(), shown),
                "shown because a conversation is open: %s; the visitor sees %s"
                        .formatted(why.because(), Words.shown(shown)));
    }

    private @Nullable Chatflow find(OpenConversation open) {
        return portal.chatflows().stream()
                .filter(it -> it.id().equals(open.chatflow()))
                .findFirst()
                .orElse(null);
    }

    // ---- 2 to 4: candidates, targeting, availability ------------------------------------------

    private PageExplanation targeted() {
        var all = portal.chatflows().stream().sorted(Chatflow.PRIORITY).toList();
        long published = all.stream().filter(Chatflow::published).count();
        step(
                Stage.CANDIDATES,
                published > 0,
                "%d published, %d drafts are ignored".formatted(published, all.size() - published));
        var budget = new Budget(CompiledChatflows.compile(all), page, question.visitor());
        Candidate hidden = null;
        for (var chatflow : all) {
            if (budget.exceeded() != null) {
                break;
            }
            var candidate = candidate(chatflow);
            candidates.add(candidate);
            if (candidate.result() == Result.SHOWN) {
                return shown(candidate);
            }
            if (candidate.result() == Result.HIDDEN) {
                hidden = hidden == null ? candidate : hidden;
            }
            if (candidate.won() && !chatflow.definition().target().tryNextWhenHidden()) {
                break;
            }
            if (candidate.won()) {
                budget.next();
            }
        }
        return hidden == null ? unwanted(budget.exceeded()) : hidden(hidden);
    }

    private Candidate candidate(Chatflow chatflow) {
        var targeting = parley.gateway.chatflow.Explanation.of(chatflow, page, question.visitor());
        var inbox = portal.inboxes().get(chatflow.inbox());
        var id = inbox == null ? null : inbox.id();
        if (!chatflow.published()) {
            var draft = "it is a draft; its rules " + (targeting.wants() ? "want" : "do not want");
            return new Candidate(targeting, id, null, Result.DRAFT, draft + " this page view");
        }
        if (!targeting.wants()) {
            return new Candidate(targeting, id, null, Result.NOT_WANTED, targeting.because());
        }
        if (inbox == null) {
            return new Candidate(targeting, null, null, Result.NOT_SERVED, "its inbox is gone");
        }
        var rule = PortalFacts.rule(chatflow);
        var why = Explanation.of(rule, inbox, portal.staff(), question.at());
        boolean hides = why.availability().shown() instanceof Shown.Hidden;
        return new Candidate(
                targeting, id, why, hides ? Result.HIDDEN : Result.SHOWN, why.because());
    }

    // ---- the ends -----------------------------------------------------------------------------

    private PageExplanation shown(Candidate winner) {
        var chatflow = winner.targeting().chatflow();
        var targeting =
                "%s wins: %s".formatted(Words.named(chatflow), winner.targeting().because());
        step(Stage.TARGETING, true, targeting);
        step(Stage.AVAILABILITY, true, winner.because());
        display(chatflow);
        var outcome = outcome(winner);
        return end(
                outcome,
                "shown because %s; %s; the visitor sees %s"
                        .formatted(targeting, winner.because(), Words.shown(outcome.shown())));
    }

    private PageExplanation hidden(Candidate winner) {
        var chatflow = winner.targeting().chatflow();
        step(
                Stage.TARGETING,
                true,
                "%s wins: %s".formatted(Words.named(chatflow), winner.targeting().because()));
        step(Stage.AVAILABILITY, false, winner.because() + ", and then the widget hides");
        return end(
                outcome(winner),
                "hidden because %s wins and its team is %s; no other chatflow that may be tried is shown"
                        .formatted(Words.named(chatflow), winner.because()));
    }

    private PageExplanation unwanted(@Nullable Chatflow givenUpAt) {
        var why = givenUpAt == null ? whyUnwanted() : Words.outOfBudget(givenUpAt);
        step(Stage.TARGETING, false, why);
        return end(Outcome.NOTHING, "hidden because " + why);
    }

    private String whyUnwanted() {
        if (!page.isWebPage()) {
            return "the page is not an http or https page";
        }
        var asked = candidates.stream().filter(it -> it.result() != Result.DRAFT).toList();
        var draft =
                candidates.stream()
                        .filter(it -> it.result() == Result.DRAFT && it.targeting().wants())
                        .findFirst()
                        .map(it -> "; " + named(it) + " would want it and is a draft")
                        .orElse("");
        return switch (asked.size()) {
            case 0 -> "no chatflow is published" + draft;
            case 1 -> named(asked.getFirst()) + ": " + asked.getFirst().because() + draft;
            default ->
                    "none of %d published chatflows wants the page view; the first, %s: %s%s"
                            .formatted(
                                    asked.size(),
                                    named(asked.getFirst()),
                                    asked.getFirst().because(),
                                    draft);
        };
    }

    private static String named(Candidate candidate) {
        return Words.named(candidate.targeting().chatflow());
    }

    private static Outcome outcome(Candidate winner) {
        var why = winner.availability();
        return why == null
                ? Outcome.NOTHING
                : new Outcome(
                        winner.targeting().chatflow(),
                        why.availability().team(),
                        why.availability().shown());
    }

    // ---- 5 to 7: what the page does with it -----------------------------------------------------

    private void display(Chatflow chatflow) {
        boolean dismissed = Words.dismissed(question);
        step(
                Stage.DISMISSED,
                !dismissed,
                dismissed
                        ? "minimised at %s: no prompt and no opening by itself for 24 h"
                                .formatted(question.dismissedAt())
                        : "not minimised in the last 24 h");
        step(Stage.DISPLAY, true, Words.display(chatflow, question));
        step(Stage.GATES, true, Words.gates(portal, chatflow, question));
    }

    private void step(Stage stage, boolean passes, String says) {
        steps.add(new Step(stage, passes, says));
    }

    private PageExplanation end(Outcome outcome, String because) {
        return new PageExplanation(
                question, PageExplanation.Seen.of(page), steps, candidates, outcome, because);
    }
}
