package parley.gateway.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.session.TestPortals.ORIGIN;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.availability.AgentBuilder;
import parley.gateway.availability.AgentState;
import parley.gateway.availability.Staff;
import parley.gateway.chatflow.Assignees;
import parley.gateway.chatflow.Definition;
import parley.gateway.chatflow.Display;
import parley.gateway.edge.country.Countries;
import parley.gateway.session.PortalFacts;
import parley.gateway.session.TestPortals;
import parley.protocol.value.AgentId;
import parley.protocol.value.PortalId;

@DisplayName("Three faces of five, for who has no token yet")
class FacesTest {
    private static final Pattern FACES = Pattern.compile("\"faces\":(\\[[^]]*])");

    private final PortalId portal = new PortalId(UUID.randomUUID());
    private VisitorEdge edge;

    @BeforeEach
    void open() {
        edge =
                new VisitorEdge(
                        new TestPortals().put(facts()), new NoStore().talking(), Countries.UNKNOWN);
    }

    @AfterEach
    void close() {
        edge.close();
    }

    @Test
    @DisplayName("HDR-04 are the same on 20 page views, each a new connection without a token")
    void same() {
        var seen = new HashSet<String>();
        for (int i = 0; i < 20; i++) {
            seen.add(faces("203.0.113.7", "Firefox"));
        }
        assertThat(seen).hasSize(1);
    }

    @Test
    @DisplayName("HDR-03 are others for others: every three of them occurs")
    void others() {
        var seen = new HashMap<String, Integer>();
        for (int i = 0; i < 250; i++) {
            seen.merge(faces("198.51.100." + i, "Firefox"), 1, Integer::sum);
        }
        assertThat(seen).hasSize(10);
        var agents = new HashSet<String>();
        for (int i = 0; i < 100; i++) {
            agents.add(faces("203.0.113.7", "Agent " + i));
        }
        assertThat(agents).as("browsers behind one address").hasSize(10);
    }

    @Test
    @DisplayName("HDR-04 stay when a browser of an IPv6 network draws another address of it")
    void sixthVersion() {
        assertThat(faces("2001:db8:1:2:aaaa::1", "Firefox"))
                .isEqualTo(faces("2001:db8:1:2:bbbb::2", "Firefox"));
    }

    private String faces(String address, String agent) {
        var headers =
                "Origin: %s\r\nX-Forwarded-For: %s\r\nUser-Agent: %s\r\n"
                        .formatted(ORIGIN, address, agent);
        try (var socket = edge.dial()) {
            socket.send(
                    VisitorEdge.upgrade(portal, ORIGIN)
                            .replace("Origin: " + ORIGIN + "\r\n", headers));
            assertThat(socket.status()).isEqualTo(101);
            socket.text(TestTab.connectFrame(portal.toString(), UUID.randomUUID(), ""));
            var matcher = FACES.matcher(socket.next("ready"));
            assertThat(matcher.find()).isTrue();
            return matcher.group(1);
        }
    }

    private PortalFacts facts() {
        var simple = TestPortals.simple(portal);
        var agents =
                Map.<AgentId, AgentState>ofEntries(
                        entry(1), entry(2), entry(3), entry(4), entry(5));
        var chosen = new Assignees(List.copyOf(agents.keySet()), List.of());
        var display =
                new Display(
                        new Display.Heading.People(chosen),
                        Display.Behaviour.PROMPT,
                        Display.Behaviour.PROMPT,
                        List.of());
        var inbox = simple.inboxes().keySet().iterator().next();
        var flow =
                TestPortals.chatflow(portal, inbox, 1, Definition.initial().withDisplay(display));
        return new PortalFacts(
                simple.portal(), List.of(flow), simple.inboxes(), new Staff(agents, Map.of()));
    }

    private static Map.Entry<AgentId, AgentState> entry(int number) {
        return Map.entry(
                AgentBuilder.id(number),
                AgentBuilder.agent(number).named("Agent" + number).state());
    }
}
