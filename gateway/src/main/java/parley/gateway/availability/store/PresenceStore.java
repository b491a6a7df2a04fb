package parley.gateway.availability.store;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import parley.gateway.availability.Agent;
import parley.gateway.availability.AgentState;
import parley.protocol.value.AgentId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Durable truth about who is there: leases of nodes, connections of agents, the agents' switch
/// (contract §4). Written on connect, on close and when a switch is set, never per heartbeat. The
/// caller rings "capacity changed" afterwards.
public interface PresenceStore {
    /// How long a node counts as alive after a renewal.
    Duration LEASE = Duration.ofSeconds(45);

    /// How often a node renews.
    Duration RENEWAL = Duration.ofSeconds(10);

    /// Says that this node lives, for [#LEASE] from now by the database's clock; the first call
    /// makes it known.
    Mono<Void> renew(UUID node);

    /// The nodes that live, as far as their leases tell: one that was killed does for [#LEASE].
    Mono<Set<UUID>> living();

    /// Closes all connections of this node at once, on its way down, as [#closed] does; it lives no
    /// longer.
    Mono<Void> leave(UUID node);

    /// An agent's connection was opened on this node.
    Mono<Void> opened(PortalId portal, AgentId agent, UUID node, UUID connection);

    /// An agent's connection was closed; closing it twice is harmless. It goes on to count for
    /// [#LEASE] from now, so that a network that drops for ten seconds, a reload or a node's
    /// restart is not seen by visitors (AGT-07, AGT-08); the agent's other connections go on by
    /// themselves (AGT-09).
    Mono<Void> closed(PortalId portal, AgentId agent, UUID connection);

    /// Sets the switch.
    ///
    /// @param by the agent, or a supervisor (AGT-13)
    /// @return empty if the portal has no such agent
    Mono<Agent> setStatus(PortalId portal, AgentId agent, Agent.Status status, AgentId by);

    /// All agents of a portal, each with the latest lease: of the nodes that hold an open
    /// connection, and of those closed lately.
    Mono<List<AgentState>> agentStates(PortalId portal);
}
