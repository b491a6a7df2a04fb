package parley.gateway.edge.agent;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import parley.gateway.availability.store.AgentStore;
import parley.gateway.availability.store.InboxStore;
import parley.gateway.fanout.Broker;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// The desks of this node: one per portal that has an agent connected here. Any thread.
final class Desks {
    private final AgentStore agents;
    private final InboxStore inboxes;
    private final Broker broker;
    private final Map<PortalId, Desk> desks = new ConcurrentHashMap<>();

    Desks(AgentStore agents, InboxStore inboxes, Broker broker) {
        this.agents = agents;
        this.inboxes = inboxes;
        this.broker = broker;
    }

    /// Sits an agent's session down.
    ///
    /// @return the desk, once it has been loaded
    Mono<Desk> join(PortalId portal, Desk.Sitter sitter) {
        var desk =
                desks.compute(
                        portal,
                        (id, there) -> {
                            var one = there == null ? new Desk(id, this::load) : there;
                            one.add(sitter);
                            return one;
                        });
        return desk.ready(broker).thenReturn(desk);
    }

    /// The last one to leave takes the desk away.
    void leave(PortalId portal, Desk.Sitter sitter) {
        desks.computeIfPresent(
                portal,
                (_, desk) -> {
                    if (desk.remove(sitter)) {
                        return desk;
                    }
                    desk.close();
                    return null;
                });
    }

    /// Doorbells may have been lost: everything is read again.
    void suspect() {
        desks.values().forEach(Desk::suspect);
    }

    private Mono<Desk.View> load(PortalId portal) {
        return Mono.zip(agents.ofPortal(portal), inboxes.ofPortal(portal), Desk.View::of);
    }
}
