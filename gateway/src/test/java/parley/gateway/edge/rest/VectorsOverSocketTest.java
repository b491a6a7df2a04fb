package parley.gateway.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import parley.gateway.access.Origins;
import parley.gateway.access.Portal;
import parley.gateway.chatflow.page.PageView;
import parley.gateway.edge.visitor.NoStore;
import parley.gateway.edge.visitor.QuietBroker;
import parley.gateway.edge.visitor.VisitorEdge;
import parley.gateway.session.PortalFacts;
import parley.gateway.session.TestPortals;
import parley.protocol.value.PortalId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

@DisplayName("Forty worked examples, as a browser gets them over the visitors' WebSocket")
class VectorsOverSocketTest {
    /// Each in a portal of its own; those that a browser alone can bring about.
    private static final List<String> FORTY =
            List.of(
                    "URL-01a", "URL-02", "URL-04", "URL-05a", "URL-06", "URL-07", "URL-08",
                    "URL-09", "URL-11a", "URL-11b", "URL-12", "URL-13a", "URL-13b", "URL-17a",
                    "URL-17b", "URL-18", "URL-19", "URL-21b", "URL-26", "URL-27b", "URL-33c",
                    "URL-37a", "URL-38d", "URL-39c", "URL-41b", "QRY-01", "QRY-02a", "QRY-03",
                    "QRY-05b", "QRY-11", "GRP-01", "GRP-02", "GRP-14a", "GRP-14b", "GRP-23a",
                    "GRP-24b", "PRI-01", "PRI-04", "PRI-05", "PRI-08a");

    private static final Map<String, JsonNode> VECTORS = new HashMap<>();
    private static final Map<String, PortalFacts> PORTALS = new HashMap<>();
    private static VisitorEdge edge;

    @BeforeAll
    static void open() {
        Stream.of("url.json", "query.json", "groups.json", "priority.json")
                .flatMap(EvaluateVectors::targeting)
                .filter(it -> FORTY.contains(it.get("id").stringValue()))
                .forEach(it -> VECTORS.put(it.get("id").stringValue(), it));
        var portals = new TestPortals();
        VECTORS.forEach((id, vector) -> {
            var facts = facts(vector);
            PORTALS.put(id, facts);
            portals.put(facts);
        });
        edge =
                new VisitorEdge(
                        portals,
                        new NoStore().talking(),
                        new QuietBroker(),
                        VisitorEdge.config(),
                        VisitorEdge.open());
    }

    @AfterAll
    static void close() {
        edge.close();
    }

    @TestFactory
    @DisplayName("decided in `ready`")
    Stream<DynamicTest> decided() {
        assertThat(FORTY).hasSize(40).doesNotHaveDuplicates();
        assertThat(VECTORS.keySet()).containsExactlyInAnyOrderElementsOf(FORTY);
        return FORTY.stream().map(it -> DynamicTest.dynamicTest(it, () -> check(it)));
    }

    private static void check(String id) {
        var vector = VECTORS.get(id);
        var portal = PORTALS.get(id).portal();
        var origin = portal.origins().values().iterator().next();
        try (var socket = edge.upgraded(portal.id(), origin)) {
            socket.text(connect(portal.id(), vector));
            var decision = JsonMapper.shared().readTree(socket.next("ready")).get("decision");
            var name = decision.at("/chatflow/name").asString(null);
            var expect = vector.get("expect");
            if (expect.has("winner")) {
                assertThat(name).isEqualTo(expect.get("winner").asString(null));
            } else {
                assertThat(name != null).isEqualTo(expect.get("shown").booleanValue());
            }
        }
    }

    private static String connect(PortalId portal, JsonNode vector) {
        var visitor = vector.path("visitor");
        var frame =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("type", "connect")
                        .put("v", 1)
                        .put("portal", portal.toString())
                        .put("device", visitor.path("device").asString("desktop"))
                        .put("tab", UUID.randomUUID().toString());
        if (visitor.has("language")) {
            frame.put("lang", visitor.get("language").stringValue());
        }
        var page = frame.putObject("page").put("url", EvaluateVectors.page(vector));
        if (visitor.has("referrer")) {
            page.put("referrer", visitor.get("referrer").stringValue());
        }
        return frame.toString();
    }

    private static PortalFacts facts(JsonNode vector) {
        var fields = Fields.of(EvaluateVectors.targetingBody(vector));
        var made = EvaluateBody.read(fields).portal();
        assertThat(fields.problems()).isEmpty();
        var origin = PageView.of(EvaluateVectors.page(vector)).origin();
        return new PortalFacts(
                new Portal(
                        new PortalId(UUID.randomUUID()),
                        "Example",
                        Origins.of(List.of(origin)),
                        true,
                        false,
                        1),
                made.chatflows(),
                made.inboxes(),
                made.staff());
    }
}
