package parley.gateway.edge;

import parley.gateway.conversation.Errands;
import parley.gateway.fanout.Broker;
import parley.gateway.fanout.Event;
import parley.gateway.fanout.Topic;
import parley.protocol.value.PortalId;

/// Rings "capacity changed" after a switch was turned, or a connection came or went. Nobody waits
/// for it.
public final class Capacity {
    private final Broker broker;
    private final Errands errands;

    public Capacity(Broker broker, Errands errands) {
        this.broker = broker;
        this.errands = errands;
    }

    /// Tells every node that serves the portal.
    public void changed(PortalId portal) {
        var _ =
                errands.run(
                        broker.publish(
                                new Topic.OfPortal(portal), new Event.CapacityChanged(portal)));
    }
}
