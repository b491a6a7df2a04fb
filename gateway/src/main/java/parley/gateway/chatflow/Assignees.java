package parley.gateway.chatflow;

import java.util.List;
import parley.protocol.value.AgentId;
import parley.protocol.value.TeamId;

/// People named by an admin, one by one or by team. Who of them counts (active, seat, main member)
/// is decided when it matters (B4 to B6).
///
/// @param users agents, in the chosen order, at most 200
/// @param teams teams, in the chosen order, at most 50
public record Assignees(List<AgentId> users, List<TeamId> teams) {
    /// Nobody.
    public static final Assignees NOBODY = new Assignees(List.of(), List.of());

    /// @throws IllegalArgumentException if there are too many, or one is named twice
    public Assignees {
        users = Check.distinct("users", users, 200);
        teams = Check.distinct("teams", teams, 50);
    }

    /// Whether nobody is named.
    public boolean isEmpty() {
        return users.isEmpty() && teams.isEmpty();
    }
}
