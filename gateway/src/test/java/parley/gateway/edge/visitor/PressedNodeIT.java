package parley.gateway.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.edge.visitor.TestTab.field;
import static parley.gateway.session.TestPortals.ORIGIN;

import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.edge.admission.Reading;
import parley.gateway.session.Pressure;
import parley.protocol.value.ConversationId;

@DisplayName("Visitors of a node that is pressed (faults.md §4)")
class PressedNodeIT {
    private static final long LONG = Duration.ofHours(1).toNanos();

    private static ChatNode node;
    private static long now;

    @BeforeAll
    static void open() {
        node = new ChatNode();
    }

    @AfterAll
    static void close() {
        node.close();
    }

    @AfterEach
    void relieve() {
        press(Pressure.GREEN);
    }

    @Test
    @DisplayName("RED: nobody new gets in, whoever is there goes on chatting")
    void red() {
        try (var tab = node.connected()) {
            var conversation = tab.start("one");
            press(Pressure.RED);
            try (var late = node.edge().dial()) {
                var head = late.send(VisitorEdge.upgrade(node.portal(), ORIGIN)).head();
                assertThat(head).startsWith("HTTP/1.1 503 ").contains("retry-after: ");
            }
            assertThat(node.edge().count("chat.handshakes", "result", "red")).isEqualTo(1);
            var two = TestTab.sendFrame(UUID.randomUUID(), conversation, "two");
            assertThat(field(tab.acked(two), "seq")).isEqualTo("2");
        }
    }

    @Test
    @DisplayName(
            "RED: of those who are at the door whoever comes back goes in, a new visitor waits")
    void atTheDoor() {
        try (var before = node.connected();
                var returning = node.dial();
                var fresh = node.dial()) {
            press(Pressure.RED);
            returning.connect(",\"token\":\"" + before.token() + "\"");
            fresh.say(TestTab.connectFrame(node.portal().toString(), UUID.randomUUID(), ""));
            Waiting.until(() -> gauge("chat.admission.newcomers") == 1);
            press(Pressure.GREEN);
            fresh.next("ready");
            assertThat(node.edge().count("chat.admission.shed", "what", "newcomer")).isZero();
        }
    }

    @Test
    @DisplayName("many who come back at once are looked up together, and each gets what is theirs")
    void together() {
        var tabs = new ArrayList<TestTab>();
        var conversations = new ArrayList<ConversationId>();
        for (int visitor = 0; visitor < 30; visitor++) {
            var tab = node.connected();
            conversations.add(tab.start("I am " + visitor));
            tab.close();
            var next = node.dial();
            tabs.add(
                    next.say(
                            TestTab.connectFrame(
                                    node.portal().toString(),
                                    UUID.randomUUID(),
                                    ",\"token\":\"" + tab.token() + "\"")));
        }
        for (int visitor = 0; visitor < tabs.size(); visitor++) {
            try (var tab = tabs.get(visitor)) {
                assertThat(tab.next("ready")).contains(conversations.get(visitor).toString());
            }
        }
        assertThat(node.edge().count("chat.admission.shed", "what", "look_up")).isZero();
    }

    @Test
    @DisplayName("YELLOW: new visitors still get in, if later than those who come back")
    void yellow() {
        press(Pressure.YELLOW);
        try (var fresh = node.connected()) {
            fresh.start("one");
        }
    }

    @Test
    @DisplayName("YELLOW: typing is told to nobody; messages are")
    void ephemera() {
        try (var tab = node.connected()) {
            var conversation = tab.start("one");
            press(Pressure.YELLOW);
            tab.say("{\"type\":\"typing\",\"conv\":\"%s\"}".formatted(conversation));
            Waiting.until(() -> node.edge().count("chat.admission.shed", "what", "typing") == 1);
            tab.acked(TestTab.sendFrame(UUID.randomUUID(), conversation, "two"));
        }
    }

    @Test
    @DisplayName("YELLOW: clients are told to ping half as often, and GREEN again as before")
    void heartbeats() {
        try (var tab = node.connected()) {
            press(Pressure.YELLOW);
            assertThat(heartbeatAfterPing(tab)).isEqualTo("110");
            try (var late = node.dial()) {
                assertThat(field(late.next("hello"), "hb")).isEqualTo("110");
            }
            press(Pressure.GREEN);
            assertThat(heartbeatAfterPing(tab)).isEqualTo("55");
        }
    }

    private static String heartbeatAfterPing(TestTab tab) {
        return field(tab.say("{\"type\":\"ping\",\"t\":1}").next("hello"), "hb");
    }

    /// Readings that make it so, an hour apart.
    private static void press(Pressure wanted) {
        long bytes =
                switch (wanted) {
                    case GREEN -> 0;
                    case YELLOW -> VisitorEdge.open().yellow().outboundBytes();
                    case RED -> VisitorEdge.open().red().outboundBytes();
                };
        var reading = new Reading(Duration.ZERO, 0, Duration.ZERO, bytes);
        while (node.edge().state().pressure() != wanted) {
            now += LONG;
            node.edge().state().observe(reading, now);
        }
    }

    private static double gauge(String name) {
        return node.edge().meters().get(name).gauge().value();
    }
}
