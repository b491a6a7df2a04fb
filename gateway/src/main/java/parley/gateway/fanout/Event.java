package parley.gateway.fanout;

import org.jspecify.annotations.Nullable;
import parley.protocol.value.Actor;
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
}
