package parley.gateway.access.store;

import java.util.Map;
import parley.gateway.access.Grants;
import parley.protocol.value.AgentId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Durable truth about roles and permissions. What belongs to another portal is not found.
public interface GrantStore {
    /// Those of every agent of a portal.
    Mono<Map<AgentId, Grants>> ofPortal(PortalId portal);

    /// Those of one agent; empty if the portal has none of that id.
    Mono<Grants> find(PortalId portal, AgentId agent);

    /// Gives the agent exactly these, if the stored version of the agent is still this one.
    Mono<Saved<Grants>> save(PortalId portal, AgentId agent, Grants grants, long version);
}
