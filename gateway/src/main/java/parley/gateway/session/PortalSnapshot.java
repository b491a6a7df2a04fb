package parley.gateway.session;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import parley.gateway.access.Portal;
import parley.gateway.availability.Agent;
import parley.gateway.availability.AgentState;
import parley.gateway.availability.Availability;
import parley.gateway.availability.Channel;
import parley.gateway.availability.Inbox;
import parley.gateway.availability.Shown;
import parley.gateway.availability.Staff;
import parley.gateway.availability.TeamAvailability;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.CompiledChatflows;
import parley.protocol.value.AgentId;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.InboxId;

/// All that decisions about one portal need, in memory, as of one instant. Immutable but for the
/// answers it remembers; a change makes another one. Asking it costs no I/O.
final class PortalSnapshot {
    private final PortalFacts facts;
    private final CompiledChatflows compiled;
    private final Map<ChatflowId, Chatflow> chatflows;
    private final Map<ChatflowId, Availability> availability = new HashMap<>();
    private final Map<ChatflowId, Gates> gates;
    private final PageAnswers pageAnswers;
    private final Instant at;

    private PortalSnapshot(
            PortalFacts facts,
            CompiledChatflows compiled,
            Map<ChatflowId, Gates> gates,
            Instant at) {
        this.facts = facts;
        this.compiled = compiled;
        this.gates = gates;
        this.at = at;
        this.pageAnswers = PageAnswers.of(compiled);
        this.chatflows =
                facts.chatflows().stream()
                        .collect(Collectors.toUnmodifiableMap(Chatflow::id, Function.identity()));
        for (var chatflow : facts.chatflows()) {
            var inbox = facts.inboxes().get(chatflow.inbox());
            if (inbox != null) {
                var answering = facts.staff().answering(PortalFacts.rule(chatflow), inbox);
                availability.put(chatflow.id(), Availability.of(inbox.channel(), answering, at));
            }
        }
    }

    static PortalSnapshot of(PortalFacts facts, Instant now) {
        return new PortalSnapshot(
                facts, CompiledChatflows.compile(facts.chatflows()), gates(facts), now);
    }

    /// The same facts at another instant: hours have passed, nothing was read.
    PortalSnapshot at(Instant now) {
        return new PortalSnapshot(facts, compiled, gates, now);
    }

    PortalFacts facts() {
        return facts;
    }

    Portal portal() {
        return facts.portal();
    }

    /// When the answers were true.
    Instant at() {
        return at;
    }

    /// Answers that were given from this snapshot.
    PageAnswers pageAnswers() {
        return pageAnswers;
    }

    CompiledChatflows compiled() {
        return compiled;
    }

    Staff staff() {
        return facts.staff();
    }

    /// Whether published or not.
    @Nullable Chatflow chatflow(ChatflowId id) {
        return chatflows.get(id);
    }

    /// What stands before messages there; null if there is no such chatflow.
    @Nullable Gates gates(ChatflowId chatflow) {
        return gates.get(chatflow);
    }

    PortalExtras extras() {
        return facts.extras();
    }

    @Nullable Inbox inbox(InboxId id) {
        return facts.inboxes().get(id);
    }

    /// Null if the chatflow's inbox is gone: it cannot be served (W2).
    @Nullable Availability availability(ChatflowId chatflow) {
        return availability.get(chatflow);
    }

    @Nullable AgentState agentState(AgentId id) {
        return facts.staff().agents().get(id);
    }

    Agent.@Nullable Profile profile(AgentId id) {
        var state = agentState(id);
        return state == null ? null : state.agent().profile();
    }

    /// Whether every visitor is shown what the other one shows: how much agents have to do, and
    /// until when they are known to be there, shows on no page by itself.
    boolean showsAs(PortalSnapshot other) {
        return facts.portal().equals(other.facts.portal())
                && facts.chatflows().equals(other.facts.chatflows())
                && facts.inboxes().equals(other.facts.inboxes())
                && facts.extras().equals(other.facts.extras())
                && staff().teams().equals(other.staff().teams())
                && visible().equals(other.visible())
                && shown().equals(other.shown());
    }

    /// Of an agent, as far as pages tell.
    private record Face(Agent.Profile profile, boolean active, boolean connected) {}

    private Map<AgentId, Face> visible() {
        var faces = new HashMap<AgentId, Face>();
        staff().agents()
                .forEach((id, it) ->
                        faces.put(
                                id,
                                new Face(
                                        it.agent().profile(),
                                        it.agent().active(),
                                        it.connectedAt(at))));
        return faces;
    }

    private record Answering(TeamAvailability team, Shown shown) {}

    private Map<ChatflowId, Answering> shown() {
        var answering = new HashMap<ChatflowId, Answering>();
        availability.forEach((id, it) -> answering.put(id, new Answering(it.team(), it.shown())));
        return answering;
    }

    /// Whether a page is told something that is measured.
    boolean measures() {
        return facts.inboxes().values().stream()
                .anyMatch(it -> it.channel().replyTime() == Channel.ReplyTime.AUTOMATIC);
    }

    /// The first instant at which an answer may change by itself; null if none does. Whoever has a
    /// conversation is waited for even when switched to away: its visitor sees that agent (AGT-11,
    /// AGT-12).
    @Nullable Instant nextChange() {
        var leases =
                facts.staff().agents().values().stream()
                        .filter(it -> it.agent().load().open() > 0 && it.connectedAt(at))
                        .map(AgentState::leaseUntil);
        return Stream.concat(availability.values().stream().map(Availability::nextChange), leases)
                .filter(Objects::nonNull)
                .min(Instant::compareTo)
                .orElse(null);
    }

    private static Map<ChatflowId, Gates> gates(PortalFacts facts) {
        return facts.chatflows().stream()
                .collect(
                        Collectors.toUnmodifiableMap(
                                Chatflow::id,
                                it -> Gates.of(it, facts.portal().privacy(), facts.extras())));
    }
}
