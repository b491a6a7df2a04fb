package parley.gateway.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import parley.gateway.access.Role;
import parley.gateway.edge.EdgeNode;
import parley.gateway.edge.Http;
import parley.gateway.edge.Shop;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("explain/evaluate decides the worked examples over HTTP")
class EvaluateIT {
    /// Policies of conversations, which no page view shows.
    private static final Set<String> NOT_ASKED =
            Set.of("unattended", "holdsSlot", "missed", "words");

    private static EdgeNode node;
    private static Http http;
    private static String token;

    @BeforeAll
    static void open() {
        node = new EdgeNode();
        http = new Http(node);
        token = new Shop(node.rooms).agent("viewer", Role.VIEWER).token();
    }

    @AfterAll
    static void close() {
        http.close();
        node.close();
    }

    @TestFactory
    @DisplayName("of URL rules, query rules, groups and priority")
    Stream<DynamicTest> targeting() {
        return Stream.of("url.json", "query.json", "groups.json", "priority.json")
                .flatMap(EvaluateVectors::targeting)
                .map(it ->
                        DynamicTest.dynamicTest(
                                it.get("id").stringValue() + " " + it.get("title").stringValue(),
                                () -> targeted(it)));
    }

    @TestFactory
    @DisplayName("of hours, clock changes, agents and capacity")
    Stream<DynamicTest> availability() {
        return Stream.of("hours.json", "dst.json", "agents.json", "capacity.json")
                .flatMap(EvaluateVectors::availability)
                .map(it ->
                        DynamicTest.dynamicTest(
                                it.get("id").stringValue() + " " + it.get("says").stringValue(),
                                () -> available(it)));
    }

    @Test
    @DisplayName("and stores nothing, knows nothing stored, and names every field that is wrong")
    void wrong() {
        var reply =
                http.post(
                        token,
                        "/api/v1/explain/evaluate",
                        """
                        {"at": "yesterday", "page": "https://www.ex.com/", "visitor": {"pageViews": "3"},
                         "channel": {"accent": "#000000", "mode": "never"},
                         "chatflows": [{"definition": {"target": {"include": [{"type": "url", "operator": "is"}]}}}],
                         "agents": [{"id": "x", "status": "AWAY"}], "more": 1}
                        """);
        assertThat(reply.status()).isEqualTo(422);
        assertThat(
                        reply.at("/error/problems")
                                .valueStream()
                                .map(it -> it.get("field").stringValue()))
                .contains(
                        "at",
                        "visitor.pageViews",
                        "channel.mode",
                        "chatflows[0].definition.target.include[0].value",
                        "agents[0].id",
                        "agents[0].status",
                        "more");
    }

    private static JsonNode evaluate(ObjectNode body) {
        var reply = http.post(token, "/api/v1/explain/evaluate", body.toString());
        assertThat(reply.status()).as("%s", reply.json()).isEqualTo(200);
        return reply.json();
    }

    private static void targeted(JsonNode vector) {
        var body = EvaluateVectors.targetingBody(vector);
        var expect = vector.get("expect");
        if (expect.has("saved")) {
            refused(body, "chatflows[0].definition." + expect.get("path").stringValue());
            return;
        }
        var answer = evaluate(body);
        var because = answer.get("because").stringValue();
        if (expect.has("winner")) {
            var shown = answer.get("shown").booleanValue();
            assertThat(shown ? answer.at("/outcome/name").stringValue() : null)
                    .as(because)
                    .isEqualTo(expect.get("winner").asString(null));
        } else {
            assertThat(answer.get("shown").booleanValue())
                    .as(because)
                    .isEqualTo(expect.get("shown").booleanValue());
        }
        assertThat(answer.get("truncated").booleanValue())
                .isEqualTo(expect.path("truncated").asBoolean(false));
        assertThat(answer.get("queryCapped").booleanValue())
                .isEqualTo(expect.path("queryCapped").asBoolean(false));
        if (expect.has("url")) {
            assertThat(answer.get("page").stringValue()).isEqualTo(expect.get("url").stringValue());
        }
    }

    private static void refused(ObjectNode body, String field) {
        var reply = http.post(token, "/api/v1/explain/evaluate", body.toString());
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.at("/error/problems/0/field").stringValue()).isEqualTo(field);
    }

    private static void available(ObjectNode row) {
        if (row.has("refused")) {
            channelRefused(row);
        } else if (row.has("open")) {
            intervals(row);
        } else {
            row.path("expect").forEachEntry((what, expected) -> expect(row, what, expected));
        }
    }

    private static void channelRefused(ObjectNode row) {
        var body = EvaluateVectors.availabilityBody(row);
        body.set("channel", row.get("refused"));
        var reply = http.post(token, "/api/v1/explain/evaluate", body.toString());
        assertThat(reply.status()).isEqualTo(422);
        var problem = reply.at("/error/problems/0");
        assertThat(
                        "%s: %s (expected: %s)"
                                .formatted(
                                        problem.get("field").stringValue(),
                                        problem.get("value").stringValue(),
                                        problem.get("expected").stringValue()))
                .isEqualTo(row.get("problem").stringValue());
    }

    /// Walks from change to change, as the gateway does.
    private static void intervals(ObjectNode row) {
        var channel = row.putObject("channel").put("accent", "#000000").put("mode", "hours");
        channel.set("hours", row.get("hours"));
        channel.putObject("offline").put("show", "away_message");
        var until = row.get("until").stringValue();
        var found = new ArrayList<List<String>>();
        String openedAt = null;
        for (var at = row.get("from").stringValue(); at != null && at.compareTo(until) < 0; ) {
            row.put("at", at);
            var answer = evaluate(EvaluateVectors.availabilityBody(row));
            boolean open = answer.at("/outcome/state").stringValue().equals("available");
            if (!open && openedAt != null) {
                found.add(List.of(openedAt, at));
            }
            openedAt = open ? openedAt == null ? at : openedAt : null;
            at = answer.at("/candidates/0/availability/nextChange").asString(null);
        }
        if (openedAt != null) {
            throw new AssertionError("still open since " + openedAt);
        }
        assertThat(found)
                .isEqualTo(
                        row.get("open")
                                .valueStream()
                                .map(it -> it.valueStream().map(JsonNode::stringValue).toList())
                                .toList());
    }

    private static void expect(ObjectNode row, String what, JsonNode expected) {
        if (NOT_ASKED.contains(what)) {
            return;
        }
        var body =
                what.equals("engaged")
                        ? EvaluateVectors.engagedBody(row)
                        : EvaluateVectors.availabilityBody(row);
        var answer = evaluate(body);
        var actual =
                switch (what) {
                    case "state", "show", "returnAt" -> answer.at("/outcome/" + what);
                    case "engaged" -> answer.at("/outcome/show");
                    case "nextChange" -> answer.at("/candidates/0/availability/nextChange");
                    case "ownerMissed" -> answer.at("/routing/ownerMissed");
                    case "assignment" -> answer.at("/routing/to");
                    default -> throw new AssertionError("nobody knows how to check " + what);
                };
        if (what.equals("assignment")) {
            assertThat(assignment(answer.get("routing"))).isEqualTo(expected.stringValue());
        } else {
            assertThat(actual.asString(null)).as(what).isEqualTo(expected.asString(null));
        }
    }

    private static String assignment(JsonNode routing) {
        return switch (routing.get("to").stringValue()) {
            case "agent" -> EvaluateVectors.letter(routing.get("agent").stringValue());
            case "nobody" -> "unassigned: " + routing.get("reason").stringValue();
            default ->
                    "waiting for "
                            + routing.get("reason").stringValue()
                            + (routing.get("place").stringValue().equals("head")
                                    ? ", at the head"
                                    : "");
        };
    }
}
