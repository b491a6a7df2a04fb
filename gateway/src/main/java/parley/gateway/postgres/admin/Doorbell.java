package parley.gateway.postgres.admin;

import parley.gateway.conversation.Errands;
import parley.gateway.fanout.Broker;
import parley.gateway.fanout.Event;
import parley.gateway.fanout.Topic;
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
    void portalChanged(PortalId portal) {
        ring(portal, new Event.PortalChanged(portal));
    }

    private void ring(PortalId portal, Event event) {
        var _ = errands.run(broker.publish(new Topic.OfPortal(portal), event));
    }
}
