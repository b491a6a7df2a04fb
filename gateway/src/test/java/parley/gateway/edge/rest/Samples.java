package parley.gateway.edge.rest;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import parley.gateway.edge.Shop;
import parley.protocol.value.ConversationId;

/// For every route a path and a body that would succeed, about the things of one shop.
final class Samples {
    private static final String CHANNEL = "{\"accent\": \"#112233\", \"mode\": \"always\"}";

    private static final String ARTICLE =
            """
            {"title": "A", "body": "B", "url": "https://b.cd/a", "language": "en"}\
            """;
    private static final String SNIPPET = "{\"shortcut\": \"hi\", \"body\": \"Hello!\"}";
    private static final String SURVEY =
            """
            {"name": "A", "questions": [{"name": "q", "kind": "score", "text": "How was it?"}]}\
            """;

    private final Shop shop;
    private final ConversationId thread;

    Samples(Shop shop, ConversationId thread) {
        this.shop = shop;
        this.thread = thread;
    }

    /// The route's path about this shop's things, in the portal of another if one is given.
    String path(Route route, Shop within) {
        return route.path()
                .text()
                .replace("{portal}", within.portal.toString())
                .replace("{inbox}", shop.inbox.toString())
                .replace("{team}", shop.team.toString())
                .replace("{agent}", shop.admin.id().toString())
                .replace("{chatflow}", shop.chatflow.toString())
                .replace("{thread}", thread.toString())
                .replace("{contact}", shop.things().contact().toString())
                .replace("{list}", shop.things().list().toString())
                .replace("{subscription}", shop.things().subscription().toString())
                .replace("{article}", shop.things().article().toString())
                .replace("{snippet}", shop.things().snippet().toString())
                .replace("{survey}", shop.things().survey().toString())
                .replace("{key}", shop.things().key().toString())
                .replace("{import}", shop.things().upload().toString())
                .replace("{prefix}", shop.admin.token().substring(3, 15));
    }

    /// A body that is right in every field; null for routes that take none.
    @Nullable String body(Route route) {
        return route.maxBytes() == 0 ? null : bodies().get(key(route));
    }

    /// Of the body.
    static String type(Route route) {
        return route.stream() == null ? "application/json" : "text/csv";
    }

    static String key(Route route) {
        return route.method() + " " + route.path().text().replaceFirst("^/api/v1/", "");
    }

    /// What to delete names its version in the query.
    static String query(Route route) {
        var path = route.path().text();
        if (path.endsWith("/counters")) {
            return "?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z";
        }
        boolean versioned = !path.matches(".*(\\{prefix}|\\{key}|/members/\\{contact})$");
        return route.method().equals("DELETE") && versioned ? "?version=1" : "";
    }

    private Map<String, String> bodies() {
        var portal = "portals/{portal}";
        var inbox = "{\"name\": \"A\", \"channel\": " + CHANNEL + "}";
        var agent = "{\"name\": \"A\", \"email\": \"a-%s@b.c\"}".formatted(UUID.randomUUID());
        var chatflow = "{\"name\": \"A\", \"inbox\": \"%s\"}".formatted(shop.inbox);
        var status = "{\"status\": \"away\"}";
        var message = "{\"cmid\": \"%s\", \"body\": \"Hi\"}".formatted(UUID.randomUUID());
        return Map.ofEntries(
                Map.entry("PUT me/status", status),
                Map.entry("PUT " + portal, "{\"name\": \"A\", \"version\": 1}"),
                Map.entry("POST " + portal + "/inboxes", inbox),
                Map.entry("PUT " + portal + "/inboxes/{inbox}", versioned(inbox)),
                Map.entry("POST " + portal + "/teams", "{\"name\": \"A\"}"),
                Map.entry("PUT " + portal + "/teams/{team}", versioned("{\"name\": \"A\"}")),
                Map.entry("POST " + portal + "/agents", agent),
                Map.entry("PUT " + portal + "/agents/{agent}", versioned(agent, 2)),
                Map.entry(
                        "PUT " + portal + "/agents/{agent}/role",
                        versioned(
                                "{\"role\": \"admin\", \"permissions\": [\"chatflows.edit\"]}", 2)),
                Map.entry("PUT " + portal + "/agents/{agent}/status", status),
                Map.entry("POST " + portal + "/agents/{agent}/tokens", "{}"),
                Map.entry("POST " + portal + "/explain", "{\"page\": \"https://shop.example/\"}"),
                Map.entry(
                        "POST " + portal + "/what-if",
                        "{\"chatflow\": \"%s\", \"urls\": [\"https://shop.example/\"]}"
                                .formatted(shop.chatflow)),
                Map.entry(
                        "POST explain/evaluate",
                        "{\"page\": \"https://a.example/\", \"at\": \"2026-05-04T08:00:00Z\","
                                + " \"chatflows\": [{}], \"routing\": {}}"),
                Map.entry("POST " + portal + "/chatflows", chatflow),
                Map.entry("PUT " + portal + "/chatflows/{chatflow}", versioned(chatflow)),
                Map.entry(
                        "PUT " + portal + "/chatflows/{chatflow}/published",
                        "{\"published\": true, \"version\": 1}"),
                Map.entry("POST " + portal + "/chatflows/{chatflow}/preview", "{}"),
                Map.entry(
                        "PUT " + portal + "/chatflow-order",
                        "{\"order\": [\"%s\"]}".formatted(shop.chatflow)),
                Map.entry(
                        "PUT " + portal + "/threads/{thread}/assignee",
                        "{\"agent\": \"%s\"}".formatted(shop.admin.id())),
                Map.entry("POST " + portal + "/threads/{thread}/transfer", "{}"),
                Map.entry("PUT " + portal + "/threads/{thread}/cursor", "{\"read\": 1}"),
                Map.entry("POST " + portal + "/threads/{thread}/messages", message),
                Map.entry("POST " + portal + "/threads/{thread}/comments", message),
                Map.entry(
                        "PUT " + portal + "/threads/{thread}/contact",
                        "{\"email\": \"%s@b.cd\"}".formatted(UUID.randomUUID())),
                Map.entry("POST " + portal + "/contacts", "{\"name\": \"A\"}"),
                Map.entry("PUT " + portal + "/contacts/{contact}", versioned("{\"name\": \"A\"}")),
                Map.entry("PUT " + portal + "/contact-imports/{import}", "email\na@b.cd\n"),
                Map.entry("POST " + portal + "/identification-tokens", "{\"email\": \"a@b.cd\"}"),
                Map.entry(
                        "PUT " + portal + "/visitor-settings",
                        "{\"meetingHosts\": [\"meet.b.cd\"]}"),
                Map.entry("POST " + portal + "/contact-lists", "{\"name\": \"A\"}"),
                Map.entry(
                        "PUT " + portal + "/contact-lists/{list}", versioned("{\"name\": \"A\"}")),
                Map.entry("POST " + portal + "/subscription-types", "{\"name\": \"A\"}"),
                Map.entry(
                        "PUT " + portal + "/subscription-types/{subscription}",
                        versioned("{\"name\": \"A\"}")),
                Map.entry("POST " + portal + "/articles", ARTICLE),
                Map.entry("PUT " + portal + "/articles/{article}", versioned(ARTICLE)),
                Map.entry("POST " + portal + "/snippets", SNIPPET),
                Map.entry("PUT " + portal + "/snippets/{snippet}", versioned(SNIPPET)),
                Map.entry("POST " + portal + "/surveys", SURVEY),
                Map.entry("PUT " + portal + "/surveys/{survey}", versioned(SURVEY)));
    }

    private static String versioned(String body) {
        return versioned(body, 1);
    }

    private static String versioned(String body, int version) {
        return body.replaceFirst("\\{", "{\"version\": " + version + ", ");
    }
}
