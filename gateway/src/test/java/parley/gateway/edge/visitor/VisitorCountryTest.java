package parley.gateway.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.session.TestPortals.ORIGIN;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import parley.gateway.availability.Channel;
import parley.gateway.availability.Staff;
import parley.gateway.chatflow.Definition;
import parley.gateway.chatflow.json.ChatflowJson;
import parley.gateway.chatflow.json.Read;
import parley.gateway.edge.country.Countries;
import parley.gateway.edge.country.CountryFile;
import parley.gateway.edge.country.TinyMmdb;
import parley.gateway.session.PortalFacts;
import parley.gateway.session.TestPortals;
import parley.protocol.value.PortalId;
import tools.jackson.databind.json.JsonMapper;

@DisplayName(
        "Over the socket, with a proxy before the gateway that is trusted, a rule about countries")
class VisitorCountryTest {
    private static final String IN_FRANCE = "203.0.113.7";
    private static final String IN_GERMANY = "2001:db8:49::7";
    private static final String NOWHERE = "192.0.2.1";

    private final PortalId portal = new PortalId(UUID.randomUUID());
    private final TestPortals portals = new TestPortals();
    private VisitorEdge edge;

    @Nested
    @DisplayName("where a file tells the countries of addresses")
    class WithAFile {
        @BeforeEach
        void open(@TempDir Path folder) throws Exception {
            var file =
                    new TinyMmdb()
                            .with("203.0.113.0/24", "FR")
                            .with("2001:db8:49::/48", "DE")
                            .write(folder.resolve("countries.mmdb"));
            serve(CountryFile.open(file));
        }

        @ParameterizedTest(name = "{0}: {1}")
        @CsvSource({
            IN_FRANCE + ", in France",
            IN_GERMANY + ", not in France",
            NOWHERE + ", nobody knows where",
            "10.0.0.1, nobody knows where",
        })
        @DisplayName("GRP-07, GRP-15, GRP-16: is true, false or unknown by the visitor's address")
        void decides(String client, String shown) {
            assertThat(shownTo("X-Forwarded-For: " + client)).contains(shown);
        }

        @Test
        @DisplayName("goes by what the proxy wrote, not by what the visitor claims before it")
        void claimed() {
            assertThat(shownTo("X-Forwarded-For: " + IN_FRANCE + ", " + IN_GERMANY))
                    .contains("not in France");
        }

        @Test
        @DisplayName("is unknown for whoever comes from the gateway's own machine")
        void own() {
            assertThat(shownTo("X-Other: none")).contains("nobody knows where");
        }
    }

    @Test
    @DisplayName("GRP-15: is unknown for everybody where no file is configured")
    void withoutAFile() {
        serve(Countries.UNKNOWN);
        assertThat(shownTo("X-Forwarded-For: " + IN_FRANCE)).contains("nobody knows where");
    }

    @AfterEach
    void close() {
        edge.close();
    }

    /// Three chatflows, of which one wins for each of the three values of the rule.
    private void serve(Countries countries) {
        var inbox = TestPortals.inbox(portal, new Channel.Mode.Always());
        var chatflows =
                List.of(
                        TestPortals.chatflow(portal, inbox.id(), 1, of("is_any_of", "in France")),
                        TestPortals.chatflow(
                                portal, inbox.id(), 2, of("is_unknown", "nobody knows where")),
                        TestPortals.chatflow(
                                portal, inbox.id(), 3, of("is_none_of", "not in France")));
        portals.put(
                new PortalFacts(
                        TestPortals.portal(portal),
                        chatflows,
                        Map.of(inbox.id(), inbox),
                        new Staff(Map.of(), Map.of())));
        edge = new VisitorEdge(portals, new NoStore().talking(), countries);
    }

    private static Definition of(String operator, String welcome) {
        var values = operator.equals("is_unknown") ? "" : ", \"values\": [\"FR\"]";
        var json =
                """
                {"build": {"welcome": "%s"},
                 "target": {"include": [{"type": "url", "operator": "all_pages"}],
                            "groups": [{"rules": [
                                {"filter": "country", "operator": "%s"%s}]}]}}
                """
                        .formatted(welcome, operator, values);
        return switch (ChatflowJson.read(new JsonMapper().readTree(json), Definition.initial())) {
            case Read.Good<Definition>(var definition) -> definition;
            case Read.Bad<Definition>(var problems) -> throw new AssertionError(problems);
        };
    }

    /// @return the frame that says what is shown
    private String shownTo(String header) {
        var request = VisitorEdge.upgrade(portal, ORIGIN);
        try (var socket = edge.dial().send(request.replace("Origin:", header + "\r\nOrigin:"))) {
            assertThat(socket.status()).isEqualTo(101);
            return VisitorLifeTest.hello(socket, portal);
        }
    }
}
