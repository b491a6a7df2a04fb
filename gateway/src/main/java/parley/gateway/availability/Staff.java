package parley.gateway.availability;

import static java.util.Comparator.comparing;

import java.util.Collection;
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
        var everyone = !rule.auto() || rule.namesNobody();
        return agents.values().stream()
                .filter(it -> routable(it, inbox))
                .filter(it -> everyone || among(it.agent().id(), rule.users(), rule.teams()))
                .sorted(comparing(it -> it.agent().id().toString()))
                .toList();
    }

    /// An agent who may be routed to in this inbox; null if there is none of that id or it may not.
    public @Nullable AgentState inInbox(AgentId agent, Inbox inbox) {
        var state = agents.get(agent);
        return state != null && routable(state, inbox) ? state : null;
    }

    /// The members of a team, main and extra; none if there is no such team.
    Stream<AgentId> members(TeamId team) {
        return Stream.ofNullable(teams.get(team))
                .flatMap(it -> it.members().stream())
                .map(Team.TeamMember::agent);
    }

    /// The same people without limits, for portals whose plan has none (CAP-19).
    public Staff withoutLimits() {
        var unlimited = new HashMap<AgentId, AgentState>();
        agents.forEach((id, state) -> unlimited.put(id, state.withoutLimit()));
        return new Staff(unlimited, teams);
    }

    private boolean routable(AgentState state, Inbox inbox) {
        return state.agent().active()
                && state.agent().seat()
                && among(state.agent().id(), inbox.agents(), inbox.teams());
    }

    private boolean among(AgentId agent, Set<AgentId> named, Collection<TeamId> inTeams) {
        return named.contains(agent)
                || inTeams.stream()
                        .map(teams::get)
                        .anyMatch(team -> team != null && team.hasMain(agent));
    }
}
