package parley.gateway.edge.rest;

import java.util.List;
import parley.gateway.access.Command;
import parley.gateway.access.store.GrantStore;
import parley.gateway.availability.Agent;
import parley.gateway.availability.Agent.Status;
import parley.gateway.availability.store.AgentStore;
import parley.gateway.availability.store.PresenceStore;
import parley.gateway.edge.Capacity;
import parley.gateway.edge.rest.Route.Subject;
import parley.protocol.value.AgentId;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.JsonNodeFactory;

/// Who the caller is, and who is available: one's own switch, and that of others for a lead.
final class StatusRoutes {
    private static final String ME = "/api/v1/me";
    private static final String STATUS = "/api/v1/portals/{portal}/agents/{agent}/status";

    private final AgentStore agents;
    private final GrantStore grants;
    private final PresenceStore presence;
    private final Capacity capacity;

    StatusRoutes(AgentStore agents, GrantStore grants, PresenceStore presence, Capacity capacity) {
        this.agents = agents;
        this.grants = grants;
        this.presence = presence;
        this.capacity = capacity;
    }

    List<Route> routes() {
        return List.of(
                Route.get(ME, Command.READ_SELF, Subject.SELF, this::me),
                Route.put(ME + "/status", Command.SET_OWN_STATUS, Subject.SELF, this::set),
                Route.put(STATUS, Command.SET_STATUS, Subject.AGENT, this::set));
    }

    private Mono<Answer> me(Call call) {
        var principal = call.principal();
        return Mono.zip(
                        agents.find(principal.portal(), principal.agent()),
                        grants.find(principal.portal(), principal.agent()))
                .map(both -> {
                    var body = AgentJson.write(both.getT1(), both.getT2());
                    body.put("portal", principal.portal().toString());
                    return Answer.ok(body);
                })
                .defaultIfEmpty(Answer.notFound());
    }

    private Mono<Answer> set(Call call) {
        return call.reading(
                it -> it.parsed("status", "available or away", StatusRoutes::status, Status.AWAY),
                it -> set(call, call.agent(), it));
    }

    private Mono<Answer> set(Call call, AgentId agent, Status status) {
        return presence.setStatus(call.portal(), agent, status, call.principal().agent())
                .doOnNext(_ -> capacity.changed(call.portal()))
                .map(StatusRoutes::answer)
                .defaultIfEmpty(Answer.notFound());
    }

    private static Answer answer(Agent agent) {
        return Answer.ok(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("status", AgentJson.status(agent))
                        .put("since", agent.duty().since().toString()));
    }

    private static Status status(String text) {
        return switch (text) {
            case "available" -> Status.AVAILABLE;
            case "away" -> Status.AWAY;
            default -> throw new IllegalArgumentException("status");
        };
    }
}
