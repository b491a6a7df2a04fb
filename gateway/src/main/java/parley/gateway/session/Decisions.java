package parley.gateway.session;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import parley.gateway.availability.Availability;
import parley.gateway.availability.Channel.ReplyTime;
import parley.gateway.availability.Inbox;
import parley.gateway.availability.Shown;
import parley.gateway.availability.TeamAvailability;
import parley.gateway.availability.TeamAvailability.Available;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.Device;
import parley.gateway.chatflow.Match;
import parley.gateway.chatflow.VisitorFacts;
import parley.gateway.chatflow.page.PageView;
import parley.gateway.visitor.Standing;
import parley.protocol.frame.DecisionView;
import parley.protocol.frame.DecisionView.AvailabilityView;
import parley.protocol.frame.DecisionView.GatesView;
import parley.protocol.frame.FrameEncoder;
import parley.protocol.value.AgentId;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.VisitorId;

/// The decision pipeline (features.md): an open conversation first, then the first chatflow whose
/// targeting matches, then availability, then display. Answers from a snapshot: no I/O.
final class Decisions {
    private static final AvailabilityView NOTHING =
            new AvailabilityView(
                    DecisionView.State.AWAY, DecisionView.Show.HIDDEN, null, null, null, null);

    /// Stands where an encoded decision is spliced in.
    static final DecisionView PENDING = nothing(NOTHING);

    private static final Answer NOBODY = new Answer(null, null, PENDING);

    private final FrameEncoder encoder;
    private final SessionMetrics metrics;

    Decisions(FrameEncoder encoder, SessionMetrics metrics) {
        this.encoder = encoder;
        this.metrics = metrics;
    }

    /// Who asks, and where.
    ///
    /// @param url as the browser reports it
    /// @param engaged the visitor's open conversation; null if there is none
    /// @param standing who the visitor is, and agreed to
    /// @param lot that draws faces: the same one sees the same faces (HDR-04)
    record Asker(
            VisitorId visitor,
            String url,
            VisitorFacts facts,
            @Nullable Engaged engaged,
            Standing standing,
            long lot) {
        /// A visitor of whom nothing is known.
        Asker(VisitorId visitor, String url, VisitorFacts facts, @Nullable Engaged engaged) {
            this(visitor, url, facts, engaged, Standing.UNKNOWN);
        }

        /// Whoever this is sees faces of its own.
        Asker(
                VisitorId visitor,
                String url,
                VisitorFacts facts,
                @Nullable Engaged engaged,
                Standing standing) {
            this(visitor, url, facts, engaged, standing, visitor.value().getLeastSignificantBits());
        }

        /// Whether nothing is known of the visitor, and no conversation is open.
        boolean isAnybody() {
            return engaged == null && standing.equals(Standing.UNKNOWN);
        }

        boolean onPhone() {
            return facts.device() == Device.MOBILE;
        }

        @Nullable AgentId owner() {
            var contact = standing.contact();
            return contact == null ? null : contact.owner();
        }
    }

    /// An open conversation, which beats targeting and availability (H7).
    ///
    /// @param chatflow it began in; null once that is deleted
    /// @param assignee null when unassigned
    record Engaged(@Nullable ChatflowId chatflow, @Nullable AgentId assignee) {}

    /// What was decided before, where all that counts is the page; else null. Only for visitors of
    /// whom nothing is known, without an open conversation.
    static @Nullable Decision known(LivePortal portal, String url, boolean phone) {
        return portal.snapshot().pageAnswers().find(url, phone);
    }

    /// Encoded once for all who get the same.
    Decision decide(LivePortal portal, Asker asker, Instant now) {
        var begun = metrics.begin();
        var snapshot = portal.snapshot();
        var answer = answer(snapshot, asker, now);
        metrics.decided(begun);
        var decision = portal.shared(answer, this::encoded);
        if (asker.isAnybody()) {
            snapshot.pageAnswers().keep(asker.url(), asker.onPhone(), decision);
        }
        return decision;
    }

    /// A draft alone, whatever its targeting says (P1). Encoded for the one who looks at it.
    ///
    /// @param portal that has the draft
    /// @param availability null if its inbox is gone
    Decision draft(
            PortalSnapshot portal,
            Chatflow draft,
            @Nullable Availability availability,
            Asker asker) {
        var inbox = portal.inbox(draft.inbox());
        return encoded(
                inbox == null || availability == null
                        ? NOBODY
                        : shown(
                                portal,
                                draft,
                                inbox,
                                availability.team(),
                                availability.shown(),
                                asker));
    }

    /// Before it is encoded, for those who only ask.
    Answer answer(PortalSnapshot portal, Asker asker, Instant now) {
        var engaged = asker.engaged();
        var kept = engaged == null ? null : engaged(portal, asker, engaged, now);
        return kept == null ? targeted(portal, asker) : kept;
    }

    private static @Nullable Answer engaged(
            PortalSnapshot portal, Asker asker, Engaged engaged, Instant now) {
        var chatflow = engaged.chatflow() == null ? null : portal.chatflow(engaged.chatflow());
        var inbox = chatflow == null ? null : portal.inbox(chatflow.inbox());
        var availability = chatflow == null ? null : portal.availability(chatflow.id());
        if (chatflow == null || inbox == null || availability == null) {
            return null;
        }
        var assignee = engaged.assignee() == null ? null : portal.agentState(engaged.assignee());
        var shown = availability.toEngaged(inbox.channel(), assignee, now);
        // Whoever chats with somebody who is there is told nothing of the others (AGT-11).
        var team = shown instanceof Shown.Chat ? new Available() : availability.team();
        return shown(portal, chatflow, inbox, team, shown, asker);
    }

    private Answer targeted(PortalSnapshot portal, Asker asker) {
        var page = PageView.of(asker.url());
        var match = portal.compiled().first(page, asker.facts());
        Answer hidden = null;
        while (match instanceof Match.Found found) {
            var answer = available(portal, found.chatflow(), asker);
            if (answer != null && answer.view().chatflow() != null) {
                return answer;
            }
            hidden = hidden == null ? answer : hidden;
            if (!found.chatflow().definition().target().tryNextWhenHidden()) {
                break;
            }
            match = portal.compiled().firstAfter(found, page, asker.facts());
        }
        if (match instanceof Match.OverBudget) {
            metrics.overBudget();
        }
        return hidden == null ? NOBODY : hidden;
    }

    /// @return null if the chatflow's inbox is gone
    private static @Nullable Answer available(
            PortalSnapshot portal, Chatflow chatflow, Asker asker) {
        var inbox = portal.inbox(chatflow.inbox());
        var availability = portal.availability(chatflow.id());
        return inbox == null || availability == null
                ? null
                : shown(portal, chatflow, inbox, availability.team(), availability.shown(), asker);
    }

    private static Answer shown(
            PortalSnapshot portal,
            Chatflow chatflow,
            Inbox inbox,
            TeamAvailability team,
            Shown shown,
            Asker asker) {
        if (shown instanceof Shown.Hidden) {
            return new Answer(chatflow.id(), inbox.id(), nothing(NOTHING));
        }
        var view =
                new DecisionView(
                        "",
                        Views.chatflow(chatflow, portal.extras().searchable()),
                        Views.availability(
                                inbox.channel(),
                                team,
                                shown,
                                portal.extras()
                                        .replyTimes()
                                        .getOrDefault(inbox.id(), ReplyTime.OFF)),
                        Views.display(
                                portal,
                                chatflow,
                                inbox.channel(),
                                asker.onPhone(),
                                asker.lot(),
                                asker.owner()),
                        gates(portal, chatflow, team, asker.standing()));
        return new Answer(chatflow.id(), inbox.id(), view);
    }

    private static @Nullable GatesView gates(
            PortalSnapshot portal, Chatflow chatflow, TeamAvailability team, Standing standing) {
        var gates = portal.gates(chatflow.id());
        return gates == null ? null : gates.view(standing, team instanceof TeamAvailability.Away);
    }

    private static DecisionView nothing(AvailabilityView why) {
        return new DecisionView("", null, why, null, null);
    }

    private Decision encoded(Answer answer) {
        var version = digest(encoder.decision(answer.view()));
        var view = answer.view();
        var json =
                encoder.decision(
                        new DecisionView(
                                version,
                                view.chatflow(),
                                view.availability(),
                                view.display(),
                                view.gates()));
        return new Decision(
                version,
                answer.chatflow(),
                answer.inbox(),
                view.chatflow() != null,
                json,
                encoder.decisionFrame(json));
    }

    /// Says the same for the same content on every node.
    private static String digest(byte[] content) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }
}
