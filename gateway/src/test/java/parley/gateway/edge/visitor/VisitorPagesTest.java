package parley.gateway.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.session.TestPortals.ORIGIN;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.availability.Channel;
import parley.gateway.availability.Staff;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.Definition;
import parley.gateway.chatflow.json.ChatflowJson;
import parley.gateway.chatflow.json.Read;
import parley.gateway.session.PortalFacts;
import parley.gateway.session.TestPortals;
import parley.protocol.value.PortalId;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("A visitor without a conversation, from page to page over one socket,")
class VisitorPagesTest {
    private final PortalId portal = new PortalId(UUID.randomUUID());
    private final TestPortals portals = new TestPortals();
    private VisitorEdge edge;

    @BeforeEach
    void open() {
        var inbox = TestPortals.inbox(portal, new Channel.Mode.Always());
        var chatflows = new ArrayList<Chatflow>();
        for (var definition :
                List.of(
                        of("Prices", "\"value\": \"/prices\", \"operator\": \"contains\"", ""),
                        of("Docs", "\"value\": \"/docs\", \"operator\": \"contains\"", ""),
                        of(
                                "From a search",
                                "\"value\": \"/found\", \"operator\": \"contains\"",
                                "{\"filter\": \"referrer\", \"operator\": \"contains\","
                                        + " \"values\": [\"search.example\"]}"),
                        of(
                                "Interested",
                                "\"value\": \"/shop\", \"operator\": \"contains\"",
                                "{\"filter\": \"page_views\", \"operator\": \"at_least\","
                                        + " \"value\": 3}"))) {
            chatflows.add(
                    TestPortals.chatflow(portal, inbox.id(), chatflows.size() + 1, definition));
        }
        portals.put(
                new PortalFacts(
                        TestPortals.portal(portal),
                        chatflows,
                        Map.of(inbox.id(), inbox),
                        new Staff(Map.of(), Map.of())));
        edge =
                new VisitorEdge(
                        portals,
                        new NoStore().talking(),
                        new QuietBroker(),
                        VisitorEdge.config(),
                        VisitorEdge.open());
    }

    @AfterEach
    void close() {
        edge.close();
    }

    @Test
    @DisplayName("NAV-01: gets the chatflow of the new page instead; NAV-02: nothing where none is")
    void routes() {
        try (var page = at("/prices", "")) {
            assertThat(page.next("ready")).contains("Prices");
            assertThat(goes(page, "/docs").next("decision")).contains("Docs");
            assertThat(goes(page, "/imprint").next("decision"))
                    .contains("\"show\":\"hidden\"")
                    .doesNotContain("\"chatflow\"");
        }
    }

    @Test
    @DisplayName("NAV-13: hears nothing new where only the fragment is another and no rule has one")
    void fragment() {
        try (var page = at("/prices", "")) {
            page.next("ready");
            goes(page, "/prices#faq");
            assertThat(goes(page, "/docs").next("decision")).contains("Docs");
        }
    }

    @Test
    @DisplayName("GRP-25: is asked for the first referrer, whatever later pages were come from")
    void referrer() {
        try (var page = at("/prices", ",\"referrer\":\"https://search.example/\"")) {
            page.next("ready");
            page.text(
                    """
                    {"type":"page","url":"https://shop.example/found",\
                    "referrer":"https://shop.example/prices"}\
                    """);
            assertThat(page.next("decision")).contains("From a search");
        }
        try (var page = at("/prices", "")) {
            page.next("ready");
            page.text(
                    """
                    {"type":"page","url":"https://shop.example/found",\
                    "referrer":"https://search.example/"}\
                    """);
            assertThat(page.next("decision")).contains("\"show\":\"hidden\"");
        }
    }

    @Test
    @DisplayName(
            "GRP-26, GRP-27: is counted on within the page's life; without a cookie a reload"
                    + " begins anew")
    void pageViews() {
        try (var page = at("/shop", "")) {
            assertThat(page.next("ready")).contains("\"show\":\"hidden\"");
            goes(page, "/shop/2");
            assertThat(goes(page, "/shop/3").next("decision")).contains("Interested");
        }
        try (var reloaded = at("/shop/3", "")) {
            assertThat(reloaded.next("ready")).contains("\"show\":\"hidden\"");
        }
    }

    @Test
    @DisplayName("HRS-08: is decided by the gateway's clock, however wrong the visitor's is")
    void clock() {
        try (var page = at("/prices", "")) {
            assertThat(page.next("ready")).contains("\"state\":\"available\"");
            page.text("{\"type\":\"ping\",\"t\":946684800000}");
            assertThat(page.next("pong", "decision"))
                    .as("echoed, and no more")
                    .contains("\"type\":\"pong\"", "946684800000");
        }
    }

    private RawSocket at(String path, String more) {
        return edge.upgraded(portal, ORIGIN)
                .text(
                        """
                        {"type":"connect","v":1,"portal":"%s",\
                        "page":{"url":"https://shop.example%s"%s},"device":"desktop","tab":"%s"}\
                        """
                                .formatted(portal, path, more, UUID.randomUUID()));
    }

    private static RawSocket goes(RawSocket page, String path) {
        return page.text("{\"type\":\"page\",\"url\":\"https://shop.example" + path + "\"}");
    }

    static Definition of(String welcome, String url, String filter) {
        var groups = filter.isEmpty() ? "" : "\"groups\": [{\"rules\": [" + filter + "]}],";
        var json =
                """
                {"build": {"welcome": "%s"},
                 "target": {%s "include": [{"type": "url", %s}]}}
                """
                        .formatted(welcome, groups, url);
        return switch (ChatflowJson.read(new JsonMapper().readTree(json), Definition.initial())) {
            case Read.Good<Definition>(var definition) -> definition;
            case Read.Bad<Definition>(var problems) -> throw new AssertionError(problems);
        };
    }
}
