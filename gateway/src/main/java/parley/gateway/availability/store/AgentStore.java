package parley.gateway.availability.store;

import java.util.List;
import parley.gateway.availability.Agent;
import parley.protocol.value.AgentId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Durable truth about agents. What belongs to another portal is not found.
public interface AgentStore {
    /// All of a portal's, by name, the deactivated among them.
    Mono<List<Agent>> ofPortal(PortalId portal);

    /// Empty if the portal has none of that id.
    Mono<Agent> find(PortalId portal, AgentId agent);

    /// Creates it if its version is 0, with the least role, else replaces exactly that version.
    /// Status and load are left as they are; roles and permissions belong to room `access`. Agents
    /// are deactivated, not deleted: conversations refer to them.
    Mono<Outcome<Agent>> save(Agent agent);
}
