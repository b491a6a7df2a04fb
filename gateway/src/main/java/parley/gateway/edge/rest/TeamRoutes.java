package parley.gateway.edge.rest;

import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import parley.gateway.access.Command;
import parley.gateway.availability.Team;
import parley.gateway.availability.Team.TeamMember;
import parley.gateway.availability.store.TeamStore;
import parley.gateway.edge.rest.Route.Subject;
import parley.protocol.value.AgentId;
import parley.protocol.value.Problem;
import parley.protocol.value.TeamId;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Teams: main members are routed to, extra members only belong.
final class TeamRoutes {
    private static final String TEAMS = "/api/v1/portals/{portal}/teams";
    private static final String TEAM = TEAMS + "/{team}";
    private static final int MAX_MEMBERS = 1_000;
    private static final Answers<Team> ANSWERS = new Answers<>(TeamRoutes::json, Team::version);

    private final TeamStore teams;
    private final Supplier<UUID> ids;

    TeamRoutes(TeamStore teams, Supplier<UUID> ids) {
        this.teams = teams;
        this.ids = ids;
    }

    List<Route> routes() {
        return List.of(
                Route.get(TEAMS, Command.READ_TEAM, Subject.PORTAL, this::list),
                Route.post(TEAMS, Command.EDIT_TEAM, Subject.PORTAL, this::create).large(),
                Route.get(TEAM, Command.READ_TEAM, Subject.PORTAL, this::read),
                Route.put(TEAM, Command.EDIT_TEAM, Subject.PORTAL, this::update).large(),
                Route.delete(TEAM, Command.EDIT_TEAM, Subject.PORTAL, this::delete));
    }

    private Mono<Answer> list(Call call) {
        return teams.ofPortal(call.portal()).map(it -> ANSWERS.list("teams", it));
    }

    private Mono<Answer> create(Call call) {
        return call.reading(
                it -> team(it, call, new TeamId(ids.get()), 0),
                it -> teams.save(it).map(ANSWERS::created));
    }

    private Mono<Answer> read(Call call) {
        return ANSWERS.found(teams.find(call.portal(), call.team()));
    }

    private Mono<Answer> update(Call call) {
        return call.reading(
                it -> team(it, call, call.team(), it.version(call.ifMatch())),
                it -> teams.save(it).map(ANSWERS::changed));
    }

    private Mono<Answer> delete(Call call) {
        return call.expecting(
                it -> teams.delete(call.portal(), call.team(), it).map(ANSWERS::deleted));
    }

    private static Team team(Fields fields, Call call, TeamId id, long version) {
        var name = fields.text("name", 1, 200);
        var members = fields.objects("members", MAX_MEMBERS, TeamRoutes::member);
        var seen = new HashSet<AgentId>();
        for (int i = 0; i < members.size(); i++) {
            var agent = members.get(i).agent();
            if (!seen.add(agent)) {
                fields.add(
                        List.of(
                                new Problem(
                                        "members[" + i + "].agent",
                                        "\"" + agent + "\"",
                                        "each agent once")));
            }
        }
        return new Team(call.portal(), id, name, members, version);
    }

    private static TeamMember member(Fields fields) {
        var agent = fields.parsed("agent", "the id of an agent", AgentId::of, NOBODY);
        return new TeamMember(agent, fields.bool("main", true));
    }

    private static final AgentId NOBODY = new AgentId(new UUID(0, 0));

    private static JsonNode json(Team team) {
        var node =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", team.id().toString())
                        .put("name", team.name());
        var members = node.putArray("members");
        team.members()
                .forEach(it ->
                        members.addObject()
                                .put("agent", it.agent().toString())
                                .put("main", it.main()));
        return node.put("version", team.version());
    }
}
