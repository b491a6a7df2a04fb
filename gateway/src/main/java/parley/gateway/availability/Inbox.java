package parley.gateway.availability;

import java.util.Set;
import parley.protocol.value.AgentId;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import parley.protocol.value.TeamId;

/// Where conversations arrive.
///
/// @param channel its chat channel
/// @param agents who may work in it, by name
/// @param teams whose members may work in it; only main members are routed to
/// @param version counts its edits, from 1; 0 before it is stored
public record Inbox(
        PortalId portal,
        InboxId id,
        String name,
        Channel channel,
        Set<AgentId> agents,
        Set<TeamId> teams,
        long version) {
    /// Copies the collections.
    public Inbox {
        agents = Set.copyOf(agents);
        teams = Set.copyOf(teams);
    }
}
