package parley.gateway.availability;

import static java.util.Comparator.comparing;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.AgentId;
import parley.protocol.value.TeamId;

/// The agents and teams of one portal, at an instant.
///
/// @param agents by id, the deactivated among them
/// @param teams by id
public record Staff(Map<AgentId, AgentState> agents, Map<TeamId, Team> teams) {
    /// In the order in which the database compares ids.
    static final Comparator<AgentState> BY_ID = comparing(it -> it.agent().id().toString());

    /// Copies the collections.
    public Staff {
        agents = Map.copyOf(agents);
        teams = Map.copyOf(teams);
    }

    /// Who answers for a rule: those it names, directly or as main members of a team, who are
    /// active, hold a seat and have access to the inbox; all of the inbox when nobody is assigned
    /// automatically or the rule names nobody (AGT-14). Being available is not asked for.
    ///
    /// @return in order of id
    public List<AgentState> answering(AssignmentRule rule, Inbox inbox) {
        return agents.values().stream()
                .filter(it -> exclusion(it, rule, inbox) == null)
                .sorted(BY_ID)
                .toList();
    }

    /// An agent who may be routed to in this inbox; null if there is none of that id or it may not.
    public @Nullable AgentState inInbox(AgentId agent, Inbox inbox) {
        var state = agents.get(agent);
        return state != null && exclusion(state, inbox) == null ? state : null;
    }

    /// The members of a team, main and extra; none if there is no such team.
    Stream<AgentId> members(TeamId team) {
        var found = teams.get(team);
        return found == null
                ? Stream.empty()
                : found.members().stream().map(Team.TeamMember::agent);
    }

    /// The same people without limits, for portals whose plan has none (CAP-19).
    public Staff withoutLimits() {
        var unlimited = new HashMap<AgentId, AgentState>();
        agents.forEach((id, state) -> unlimited.put(id, state.withoutLimit()));
        return new Staff(unlimited, teams);
    }

    /// Why an agent does not answer for a rule; null if it does.
    @Nullable String exclusion(AgentState state, AssignmentRule rule, Inbox inbox) {
        var excluded = exclusion(state, inbox);
        if (excluded != null) {
            return excluded;
        }
        var everyone = !rule.auto() || rule.namesNobody();
        return everyone || among(state.agent().id(), rule.users(), rule.teams())
                ? null
                : "not in the assignment rule, by name or as a main member of a team";
    }

    private @Nullable String exclusion(AgentState state, Inbox inbox) {
        if (!state.agent().active()) {
            return "deactivated";
        }
        if (!state.agent().seat()) {
            return "without a paid seat";
        }
        return among(state.agent().id(), inbox.agents(), inbox.teams())
                ? null
                : "without access to the inbox, by name or as a main member of a team";
    }

    private boolean among(AgentId agent, Set<AgentId> named, Collection<TeamId> inTeams) {
        return named.contains(agent)
                || inTeams.stream()
                        .map(teams::get)
                        .anyMatch(team -> team != null && team.hasMain(agent));
    }
}
