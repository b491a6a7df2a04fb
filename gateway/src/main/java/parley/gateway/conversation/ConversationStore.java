package parley.gateway.conversation;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.Actor;
import parley.protocol.value.AgentId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import parley.protocol.value.Stream;
import parley.protocol.value.TeamId;
import parley.protocol.value.VisitorId;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Durable truth about conversations. Every method names the portal; what belongs to another portal
/// is not found. Results arrive on threads of the store: hop to where you belong.
public interface ConversationStore {
    /// Appends to the conversation that [Start] describes, starting it if need be.
    Mono<Posted> start(Start start);

    /// Entries after a seq, ascending, at most `limit` (≤ 200).
    Mono<List<Entry>> read(
            PortalId portal, ConversationId conversation, Stream stream, long after, int limit);

    /// A conversation by id; empty if the portal has none.
    Mono<Conversation> find(PortalId portal, ConversationId conversation);

    /// The visitor's conversations, latest first, at most `limit`.
    Mono<List<Conversation>> ofVisitor(PortalId portal, VisitorId visitor, int limit);

    /// The same of many visitors, asked at once; those without any may be missing.
    default Mono<Map<VisitorId, List<Conversation>>> ofVisitors(
            PortalId portal, List<VisitorId> visitors, int limit) {
        return Flux.fromIterable(visitors)
                .concatMap(it -> ofVisitor(portal, it, limit).map(all -> Map.entry(it, all)))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /// One page of an inbox's list, latest activity first.
    Mono<List<Conversation>> list(Query query);

    /// Heads of many conversations at once, for healing: those of unknown ids are missing.
    Mono<Map<ConversationId, Heads>> heads(Collection<ConversationId> conversations);

    /// Assigns, by hand: may exceed a limit. Null unassigns.
    ///
    /// @return empty if there is no such conversation, or no such agent
    Mono<Change> assign(
            PortalId portal,
            ConversationId conversation,
            @Nullable AgentId agent,
            AgentId by,
            String reason);

    /// Assigns to the agent if nobody has it ("reply = take", CAP-25, CAP-26).
    Mono<Change> takeIfUnassigned(PortalId portal, ConversationId conversation, AgentId agent);

    /// Closes; closing a closed one stores nothing.
    Mono<Change> close(PortalId portal, ConversationId conversation, AgentId by);

    /// Hands over to a team, to another inbox, or back into the queue; nobody has it then.
    ///
    /// @return empty if there is no such conversation, team or inbox
    Mono<Change> transfer(
            PortalId portal,
            ConversationId conversation,
            @Nullable TeamId team,
            @Nullable InboxId inbox,
            AgentId by);

    /// Opens again; opening an open one stores nothing. A visitor opens only what is the visitor's,
    /// and then it is nobody's: it is routed as if it were new (CAP-14).
    Mono<Change> reopen(PortalId portal, ConversationId conversation, Actor by);

    /// Moves a participant's cursors forward, never back (max-merge, contract §1).
    ///
    /// @param participant `v:<visitor>` or `a:<agent>`
    Mono<Void> cursor(
            PortalId portal,
            ConversationId conversation,
            Stream stream,
            String participant,
            long delivered,
            long read);

    /// The lineage of the database; changes after a restore from backup (contract §6 `epoch`).
    Mono<String> epoch();

    /// What a change of status or assignee stored.
    ///
    /// @param inbox where the conversation is
    /// @param entries the entries it stored, in order: none if nothing changed
    record Change(InboxId inbox, List<Entry> entries) {
        /// Copies the list.
        public Change {
            entries = List.copyOf(entries);
        }
    }

    /// Highest seq of both streams.
    record Heads(PortalId portal, long head, long internalHead) {}

    /// Which list an agent looks at.
    enum View {
        /// Open, whoever has it.
        OPEN,
        /// Open and mine.
        MINE,
        /// Open and nobody's.
        UNASSIGNED,
        /// Closed.
        CLOSED
    }

    /// @param agent whose list `MINE` is
    /// @param before only those with activity before this conversation's, for paging; null for the
    ///   first page
    /// @param limit 1 to 200
    record Query(
            PortalId portal,
            InboxId inbox,
            View view,
            AgentId agent,
            @Nullable ConversationId before,
            int limit) {}
}
