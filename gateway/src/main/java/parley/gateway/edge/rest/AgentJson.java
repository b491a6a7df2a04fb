package parley.gateway.edge.rest;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import parley.gateway.access.Grants;
import parley.gateway.access.Permission;
import parley.gateway.access.Role;
import parley.gateway.availability.Agent;
import parley.gateway.availability.json.HoursJson;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// An agent as JSON.
final class AgentJson {
    private AgentJson() {}

    /// An agent who was given nothing yet.
    static final Grants LEAST = new Grants(Role.VIEWER, Set.of());

    static ObjectNode write(Agent agent, Grants grants) {
        var node = JsonNodeFactory.instance.objectNode();
        var profile = agent.profile();
        node.put("id", agent.id().toString())
                .put("name", profile.name())
                .put("firstName", profile.firstName())
                .put("email", profile.email())
                .put("avatarUrl", profile.avatarUrl())
                .put("role", grants.role().wireName());
        permissions(node.putArray("permissions"), grants);
        node.put("active", agent.active())
                .put("seat", agent.seat())
                .put("capacity", agent.load().capacity());
        var hours = agent.duty().workingHours();
        node.set("workingHours", hours == null ? node.nullNode() : HoursJson.write(hours));
        return node.put("status", status(agent))
                .put("statusSince", agent.duty().since().toString())
                .put("statusBy", text(agent.duty().setBy()))
                .put("open", agent.load().open())
                .put("version", agent.version());
    }

    static void permissions(ArrayNode array, Grants grants) {
        grants.permissions().stream().map(Permission::wireName).sorted().forEach(array::add);
    }

    static String status(Agent agent) {
        return agent.duty().status().name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
