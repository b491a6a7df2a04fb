package parley.gateway.conversation;

import parley.gateway.fanout.Broker;
import parley.gateway.fanout.Event;
import parley.gateway.fanout.Topic;
import parley.protocol.value.Actor;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;

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

    /// A row of an inbox's list is another now, or there no more.
    void rowChanged(InboxId inbox, ConversationId conversation) {
        ring(new Topic.OfInbox(inbox), new Event.RowChanged(inbox, conversation));
    }

    /// Somebody has more or less to do.
    void capacityChanged(PortalId portal) {
        ring(new Topic.OfPortal(portal), new Event.CapacityChanged(portal));
    }

    /// Somebody types.
    void typing(ConversationId conversation, Actor actor) {
        ring(
                new Topic.OfConversation(conversation),
                new Event.SomeoneTypes(conversation, actor));
    }

    private void ring(Topic topic, Event event) {
        var _ = publishing.run(broker.publish(topic, event));
    }
}
