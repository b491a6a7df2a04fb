package parley.gateway.availability;

import java.util.List;
import parley.protocol.value.AgentId;
import parley.protocol.value.PortalId;
import parley.protocol.value.TeamId;

/// Agents who are assigned to as one.
///
/// @param members each agent once
/// @param version counts its edits, from 1; 0 before it is stored
public record Team(
        PortalId portal, TeamId id, String name, List<TeamMember> members, long version) {
    /// Copies the list.
    public Team {
        members = List.copyOf(members);
    }

    /// Whether the agent is routed to when the team is.
    public boolean hasMain(AgentId agent) {
        return members.contains(new TeamMember(agent, true));
    }

    /// An agent in a team.
    ///
    /// @param main whether routed to; an extra member only belongs (B5)
    public record TeamMember(AgentId agent, boolean main) {}
}
