package parley.gateway.edge.rest;

import java.util.List;
import org.jspecify.annotations.Nullable;
import parley.gateway.access.Command;
import parley.gateway.access.Origins;
import parley.gateway.access.Portal;
import parley.gateway.access.store.PortalStore;
import parley.gateway.edge.rest.Route.Subject;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// The portal's own settings.
final class PortalRoutes {
    private static final String PORTAL = "/api/v1/portals/{portal}";
    private static final int MAX_ORIGINS = 200;
    private static final Answers<Portal> ANSWERS =
            new Answers<>(PortalRoutes::json, Portal::version);

    private final PortalStore portals;

    PortalRoutes(PortalStore portals) {
        this.portals = portals;
    }

    List<Route> routes() {
        return List.of(
                Route.get(PORTAL, Command.READ_PORTAL, Subject.PORTAL, this::read),
                Route.put(PORTAL, Command.EDIT_PORTAL, Subject.PORTAL, this::update));
    }

    private Mono<Answer> read(Call call) {
        return ANSWERS.found(portals.find(call.portal()));
    }

    private Mono<Answer> update(Call call) {
        return call.reading(
                it -> portal(it, call.portal(), call.ifMatch()),
                it -> portals.update(it).map(ANSWERS::changed));
    }

    private static Portal portal(Fields fields, PortalId id, @Nullable Long ifMatch) {
        var name = fields.text("name", 1, 200);
        var origins =
                fields.list(
                        "origins",
                        MAX_ORIGINS,
                        "http[s]://host[:port], exactly, or one label as *.",
                        text -> {
                            var _ = Origins.of(List.of(text));
                            return text;
                        });
        return new Portal(
                id,
                name.isEmpty() ? "?" : name,
                Origins.of(origins),
                fields.bool("active", true),
                fields.bool("privacy", false),
                fields.bool("limits", true),
                fields.version(ifMatch));
    }

    private static JsonNode json(Portal portal) {
        var node =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", portal.id().toString())
                        .put("name", portal.name());
        var origins = node.putArray("origins");
        portal.origins().values().stream().sorted().forEach(origins::add);
        return node.put("active", portal.active())
                .put("privacy", portal.privacy())
                .put("limits", portal.limits())
                .put("version", portal.version());
    }
}
