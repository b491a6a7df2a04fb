package parley.gateway.edge.rest;

import java.util.List;
import java.util.Set;
import parley.gateway.access.Command;
import parley.gateway.access.Grants;
import parley.gateway.access.Permission;
import parley.gateway.access.Role;
import parley.gateway.access.store.GrantStore;
import parley.gateway.access.store.Saved;
import parley.gateway.edge.rest.Route.Subject;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.JsonNodeFactory;

/// An agent's role and permissions. The version is the agent's.
final class GrantRoutes {
    private static final String ROLE = "/api/v1/portals/{portal}/agents/{agent}/role";

    private final GrantStore grants;

    GrantRoutes(GrantStore grants) {
        this.grants = grants;
    }

    List<Route> routes() {
        return List.of(Route.put(ROLE, Command.EDIT_AGENT, Subject.AGENT, this::update));
    }

    private Mono<Answer> update(Call call) {
        return call.reading(
                it -> new Update(grants(it), it.version(call.ifMatch())),
                it ->
                        grants.save(call.portal(), call.agent(), it.grants(), it.version())
                                .map(saved -> answer(saved, it.version() + 1)));
    }

    private static Answer answer(Saved<Grants> saved, long next) {
        return switch (saved) {
            case Saved.Stored<Grants>(var stored) -> {
                var body = JsonNodeFactory.instance.objectNode();
                body.put("role", stored.role().wireName());
                AgentJson.permissions(body.putArray("permissions"), stored);
                yield Answer.versioned(200, body.put("version", next), next);
            }
            case Saved.Stale<Grants>(var version) -> Answer.stale(version);
            case Saved.Missing<Grants> _ -> Answer.notFound();
        };
    }

    private static Grants grants(Fields fields) {
        var role =
                fields.parsed(
                        "role", "viewer, agent, lead or admin", Role::ofWireName, Role.VIEWER);
        var permissions = fields.list("permissions", 10, "chatflows.edit", Permission::ofWireName);
        return new Grants(role, Set.copyOf(permissions));
    }

    private record Update(Grants grants, long version) {}
}
