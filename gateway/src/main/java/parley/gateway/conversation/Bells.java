package parley.gateway.conversation;

import parley.gateway.fanout.Broker;
import parley.gateway.fanout.Event;
import parley.gateway.fanout.Topic;
import parley.protocol.value.Actor;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Tells this node's feeds and the other nodes what was stored, after the commit and never before.
/// Nobody waits for it; what is lost is found by its number.
public final class Bells {
    private final Broker broker;
    private final Feeds feeds;
    private final Errands publishing;

    /// @param publishing runs the publishes; what it refuses is found by seq
    public Bells(Broker broker, Feeds feeds, Errands publishing) {
        this.broker = broker;
        this.feeds = feeds;
        this.publishing = publishing;
    }

    /// An entry was stored, and so the row of its conversation is another now.
    void stored(PortalId portal, Entry entry, InboxId inbox) {
        feeds.stored(portal, entry);
        ring(new Topic.OfConversation(entry.conversation()), new Event.EntryStored(entry));
        rowChanged(inbox, entry.conversation());
    }

    /// Whoever sends again did not hear that it is stored. When it was stored after its sender had
    /// been told "unknown", nobody did.
    ///
    /// @param conversation where it stands, and so whose list shows it
    void storedBefore(PortalId portal, Entry entry, Mono<Conversation> conversation) {
        feeds.stored(portal, entry);
        ring(new Topic.OfConversation(entry.conversation()), new Event.EntryStored(entry));
        var _ = publishing.run(conversation.flatMap(it -> rowOf(it.inbox(), it.id())));
    }

    private Mono<Void> rowOf(InboxId inbox, ConversationId conversation) {
        return broker.publish(new Topic.OfInbox(inbox), new Event.RowChanged(inbox, conversation));
    }

    /// A row of an inbox's list is another now, or there no more.
    void rowChanged(InboxId inbox, ConversationId conversation) {
        var _ = publishing.run(rowOf(inbox, conversation));
    }

    /// Somebody has more or less to do.
    void capacityChanged(PortalId portal) {
        ring(new Topic.OfPortal(portal), new Event.CapacityChanged(portal));
    }

    /// Somebody types.
    void typing(ConversationId conversation, Actor actor) {
        ring(new Topic.OfConversation(conversation), new Event.SomeoneTypes(conversation, actor));
    }

    private void ring(Topic topic, Event event) {
        var _ = publishing.run(broker.publish(topic, event));
    }
}
