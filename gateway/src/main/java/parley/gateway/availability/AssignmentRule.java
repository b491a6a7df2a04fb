package parley.gateway.availability;

import java.util.Set;
import parley.protocol.value.AgentId;
import parley.protocol.value.TeamId;

/// Who gets the conversations of a chatflow (features B3 to B7).
///
/// @param auto whether conversations are assigned by themselves; if not, everyone in the inbox
///   answers and nobody is assigned
/// @param users agents by name
/// @param teams whose main members take part
/// @param contactOwner whether the contact's owner comes first, and the others are the fallback
public record AssignmentRule(
        boolean auto, Set<AgentId> users, Set<TeamId> teams, boolean contactOwner) {
    /// Copies the collections.
    public AssignmentRule {
        users = Set.copyOf(users);
        teams = Set.copyOf(teams);
    }

    /// Nobody is assigned; whoever works in the inbox answers.
    public static AssignmentRule unassigned() {
        return new AssignmentRule(false, Set.of(), Set.of(), false);
    }

    /// Whether no agent and no team is named.
    public boolean namesNobody() {
        return users.isEmpty() && teams.isEmpty();
    }
}
