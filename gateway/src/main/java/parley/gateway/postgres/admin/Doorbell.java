package parley.gateway.postgres.admin;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import parley.gateway.conversation.Errands;
import parley.gateway.conversation.StoreUnavailable;
import parley.gateway.fanout.Broker;
import parley.gateway.fanout.Event;
import parley.gateway.fanout.Topic;
import parley.protocol.value.ContactId;
import parley.protocol.value.PortalId;

/// Tells every node, after a commit, that what it holds of a portal is old. Nobody waits for it.
public final class Doorbell {
    private final Broker broker;
    private final Errands errands;

    public Doorbell(Broker broker, Errands errands) {
        this.broker = broker;
        this.errands = errands;
    }

    /// The portal's configuration changed.
    public void portalChanged(PortalId portal) {
        ring(portal, new Event.PortalChanged(portal));
    }

    /// What is known of a contact changed.
    ///
    /// @param contact null: of any of them
    public void contactChanged(PortalId portal, @Nullable ContactId contact) {
        ring(portal, new Event.ContactChanged(portal, contact));
    }

    /// For a change whose commit was not heard of: it may have happened, and to ring for nothing
    /// costs a look.
    public Consumer<Throwable> unsure(PortalId portal) {
        return e -> {
            if (e instanceof StoreUnavailable) {
                portalChanged(portal);
            }
        };
    }

    /// The same for a change of a contact.
    ///
    /// @param contact null: of any of them
    public Consumer<Throwable> unsure(PortalId portal, @Nullable ContactId contact) {
        return e -> {
            if (e instanceof StoreUnavailable) {
                contactChanged(portal, contact);
            }
        };
    }

    private void ring(PortalId portal, Event event) {
        var _ = errands.run(broker.publish(new Topic.OfPortal(portal), event));
    }
}
