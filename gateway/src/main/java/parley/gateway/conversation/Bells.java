package parley.gateway.conversation;

import parley.gateway.fanout.Broker;
import parley.gateway.fanout.Event;
import parley.gateway.fanout.Topic;
import parley.protocol.value.Actor;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;

/// Rings for the other nodes, after the commit and never before. Nobody waits for it; what is lost
/// is found by its number.
public final class Bells {
    private final Broker broker;
    private final Errands publishing;

    /// @param publishing runs the publishes; what it refuses is found by seq
    public Bells(Broker broker, Errands publishing) {
        this.broker = broker;
        this.publishing = publishing;
    }

    /// What the rings go out by, for who listens.
    Broker broker() {
        return broker;
    }

    /// An entry was stored, and so the row of its conversation is another now.
    void stored(Entry entry, InboxId inbox) {
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
        ring(new Topic.OfConversation(conversation), new Event.SomeoneTypes(conversation, actor));
    }

    private void ring(Topic topic, Event event) {
        var _ = publishing.run(broker.publish(topic, event));
    }
}
