package parley.gateway.fanout;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.Actor;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.ContactId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;

/// Something that happened, told to every node that follows its topic. At most once, in any order:
/// PostgreSQL is the truth, an event is a doorbell.
public sealed interface Event {
    /// An entry was committed. On the topic of its conversation.
    record EntryStored(Entry entry) implements Event {}

    /// Somebody types. Worth nothing ten seconds later. On the topic of its conversation.
    record SomeoneTypes(ConversationId conversation, Actor actor) implements Event {}

    /// A row of an inbox's list changed: head, status or assignee. On the topic of its inbox.
    record RowChanged(InboxId inbox, ConversationId conversation) implements Event {}

    /// A portal's configuration changed: chatflows, inboxes, teams, agents, origins. On the topic
    /// of its portal.
    record PortalChanged(PortalId portal) implements Event {}

    /// Who is available or how much they can take changed: status, presence, open conversations. On
    /// the topic of its portal.
    record CapacityChanged(PortalId portal) implements Event {}

    /// What is known of a contact changed: properties, lists, owner. On the topic of its portal.
    ///
    /// @param contact null: any of them may have
    record ContactChanged(PortalId portal, @Nullable ContactId contact) implements Event {}

    /// What nodes ask each other about the page views that are connected to them. On the topic of
    /// the portal. Whoever asks waits for a moment only; nobody has to answer.
    sealed interface Poll extends Event {
        /// Whose page views.
        PortalId portal();

        /// Which question it is, or answers.
        UUID question();

        /// Who says it.
        UUID node();
    }

    /// How many would see a draft?
    record DraftAsked(PortalId portal, UUID question, UUID node, Draft draft) implements Poll {}

    /// So many.
    record DraftCounted(PortalId portal, UUID question, UUID node, Tally tally) implements Poll {}

    /// A chatflow as if it were published.
    ///
    /// @param definition as JSON
    record Draft(
            ChatflowId chatflow,
            InboxId inbox,
            String name,
            int position,
            Instant createdAt,
            String definition) {}

    /// What one node counted.
    ///
    /// @param name of the node
    /// @param engaged of the page views: with an open conversation
    /// @param now of the rest: see it
    /// @param then of the rest: would see it
    record Tally(String name, int pageViews, int engaged, int now, int then) {}
}
