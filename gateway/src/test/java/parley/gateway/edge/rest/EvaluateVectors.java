package parley.gateway.edge.rest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Worked examples as bodies of `explain/evaluate`, made from the vector files by nothing but their
/// README.
final class EvaluateVectors {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String SOME_INSTANT = "2026-05-04T08:00:00Z";
    private static final String CHATFLOW = "00000000-0000-4000-8000-000000000001";

    private EvaluateVectors() {}

    static JsonNode read(String file) {
        try (var in = EvaluateVectors.class.getResourceAsStream("/vectors/" + file)) {
            return JsonMapper.shared().readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- targeting ------------------------------------------------------------------------

    /// The cases of a targeting file that are decided here.
    static Stream<JsonNode> targeting(String file) {
        return read(file).get("cases").valueStream().filter(it -> !it.has("by"));
    }

    static ObjectNode targetingBody(JsonNode vector) {
        var body = JSON.objectNode().put("at", SOME_INSTANT).put("page", page(vector));
        if (vector.has("visitor")) {
            body.set("visitor", vector.get("visitor"));
        }
        var chatflows = body.putArray("chatflows");
        if (vector.has("chatflows")) {
            vector.get("chatflows").forEach(it -> chatflows.add(chatflow(it)));
        } else {
            chatflows.add(definition(JSON.objectNode().put("name", "the one"), vector));
        }
        return body;
    }

    static String page(JsonNode vector) {
        var page = vector.path("page");
        if (!page.isObject()) {
            return page.asString("https://www.ex.com/");
        }
        return page.get("text").stringValue()
                + page.get("repeat").stringValue().repeat(page.get("times").intValue())
                + page.path("end").asString("");
    }

    private static ObjectNode chatflow(JsonNode vector) {
        var chatflow = JSON.objectNode();
        for (var name : List.of("id", "name", "position", "published", "createdAt")) {
            if (vector.has(name)) {
                chatflow.set(name, vector.get(name));
            }
        }
        if (vector.path("hidden").asBoolean(false)) {
            var channel = chatflow.putObject("channel").put("accent", "#000000");
            channel.put("mode", "agents").putObject("offline").put("show", "hide");
        }
        return definition(chatflow, vector);
    }

    static ObjectNode definition(ObjectNode chatflow, JsonNode vector) {
        var definition = chatflow.putObject("definition");
        if (vector.has("target")) {
            definition.set("target", vector.get("target"));
        } else {
            definition.putObject("target").putArray("include").add(vector.get("rule"));
        }
        if (vector.has("language")) {
            definition.putObject("options").set("language", vector.get("language"));
        }
        return chatflow;
    }

    // ---- availability ---------------------------------------------------------------------

    /// The cases of an availability file that are decided by hours, agents and routing, each with
    /// its row's fields.
    static Stream<ObjectNode> availability(String file) {
        var content = read(file);
        return content.get("rows")
                .valueStream()
                .filter(it -> !it.has("by") && !it.has("leftOut") && !it.has("spread"))
                .flatMap(row -> cases(content, row));
    }

    private static Stream<ObjectNode> cases(JsonNode file, JsonNode row) {
        if (!row.has("cases")) {
            return Stream.of(named(file, (ObjectNode) row.deepCopy()));
        }
        return row.get("cases")
                .valueStream()
                .map(it -> {
                    var merged = (ObjectNode) row.deepCopy();
                    merged.remove("cases");
                    merged.setAll((ObjectNode) it.deepCopy());
                    return named(file, merged);
                });
    }

    private static ObjectNode named(JsonNode file, ObjectNode row) {
        if (row.path("channel").isString()) {
            row.set("channel", file.at("/channels").get(row.get("channel").stringValue()));
        }
        return row;
    }

    static ObjectNode availabilityBody(JsonNode row) {
        var body = JSON.objectNode();
        body.put("at", row.path("at").asString(SOME_INSTANT)).put("page", "https://www.ex.com/");
        body.set("channel", row.get("channel"));
        var chatflow = body.putArray("chatflows").addObject().put("id", CHATFLOW);
        chatflow.putObject("definition").putObject("build").set("routing", rule(row.path("rule")));
        var agents = body.putArray("agents");
        row.path("agents").forEachEntry((name, it) -> agents.add(agent(name, it)));
        var teams = body.putArray("teams");
        row.path("teams").forEachEntry((name, it) -> teams.add(team(name, it)));
        body.put("limits", row.path("limits").asBoolean(true));
        var routing = body.putObject("routing");
        routing.put("owner", row.hasNonNull("owner") ? id(row.get("owner").stringValue()) : null);
        ids(routing.putArray("tried"), row.path("tried"));
        return body;
    }

    /// The same for a visitor whose conversation is open.
    static ObjectNode engagedBody(JsonNode row) {
        var body = availabilityBody(row);
        var conversation = body.putObject("conversation").put("chatflow", CHATFLOW);
        if (row.hasNonNull("assignee")) {
            conversation.put("assignee", id(row.get("assignee").stringValue()));
        }
        return body;
    }

    private static ObjectNode rule(JsonNode rule) {
        boolean auto = rule.path("auto").asBoolean(true);
        boolean said = rule.has("users") || rule.has("teams") || !auto;
        var routing =
                JSON.objectNode()
                        .put("autoAssign", auto)
                        .put("contactOwner", rule.path("contactOwner").asBoolean(false));
        var users = routing.putArray("users");
        if (said) {
            ids(users, rule.path("users"));
        } else {
            users.add(id("a")).add(id("b"));
        }
        ids(routing.putArray("teams"), rule.path("teams"));
        return routing;
    }

    private static ObjectNode agent(String name, JsonNode vector) {
        var agent = JSON.objectNode().put("id", id(name)).put("name", name);
        for (var field :
                List.of(
                        "active",
                        "seat",
                        "status",
                        "since",
                        "workingHours",
                        "open",
                        "capacity",
                        "leaseUntil")) {
            if (vector.hasNonNull(field)) {
                agent.set(field, vector.get(field));
            }
        }
        if (vector.has("setBy")) {
            agent.put("setBy", id(vector.get("setBy").stringValue()));
        }
        return agent.put("connected", !vector.path("leaseUntil").isNull());
    }

    private static ObjectNode team(String name, JsonNode vector) {
        var team = JSON.objectNode().put("id", id(name));
        ids(team.putArray("main"), vector.path("main"));
        ids(team.putArray("extra"), vector.path("extra"));
        return team;
    }

    private static void ids(ArrayNode to, JsonNode names) {
        names.valueStream().map(it -> id(it.stringValue())).forEach(to::add);
    }

    static String id(String letter) {
        return new UUID(0x4000, 0x8000_0000_0000_0000L + letter.charAt(0)).toString();
    }

    /// The letter of an agent.
    static String letter(String id) {
        return String.valueOf((char) (UUID.fromString(id).getLeastSignificantBits() & 0xff));
    }
}
