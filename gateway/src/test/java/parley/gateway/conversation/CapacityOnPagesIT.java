package parley.gateway.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.conversation.Office.until;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.edge.visitor.RawSocket;
import parley.gateway.edge.visitor.TestTab;
import parley.protocol.value.AgentId;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.ConversationId;

@DisplayName("What visitors see of two agents who take two each, over PostgreSQL and the socket,")
class CapacityOnPagesIT {
    private static final String HIDE = "hide";

    /// Every minute of the week but one.
    private static final String OPEN =
            """
            "mode": "hours", "hours": {"zone": "UTC", "weekly": [
                {"days": ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday"],
                 "from": "00:00", "to": "24:00"},
                {"days": ["sunday"], "from": "00:00", "to": "23:59"}]}
            """;

    private final Office office = new Office();
    private final OfficeNode node = new OfficeNode(office);
    private AgentId a;
    private AgentId b;
    private ChatflowId chatflow;

    @BeforeEach
    void agents() {
        a = office.agent(2);
        b = office.agent(2);
        chatflow = office.assigning(List.of(a, b), List.of());
    }

    @AfterEach
    void close() {
        node.close();
        office.close();
    }

    @Test
    @DisplayName(
            "CAP-03: when both are full and the widget hides then: nothing, but who has a"
                    + " conversation keeps it, and comes back when there is room")
    void hides() {
        office.channel(Office.ALWAYS, HIDE);
        try (var pages = new OfficePages(office, node, chatflow);
                var talking = pages.visitor();
                var looking = pages.visitor()) {
            assertThat(talking.next("ready")).contains("\"show\":\"chat\"");
            assertThat(looking.next("ready")).contains("\"show\":\"chat\"");
            var chat = OfficePages.writes(talking);
            until(() -> office.assignee(chat) != null);
            var full = fill(3);
            pages.ring();
            assertThat(decided(looking, "\"show\":\"hidden\"")).doesNotContain("\"chatflow\"");
            assertThat(pages.shown()).contains("\"show\":\"hidden\"");
            talking.text("{\"type\":\"page\",\"url\":\"https://shop.example/other\"}");
            talking.text(typed(chat, "still here?"));
            assertThat(talking.next("decision", "ack")).contains("\"type\":\"ack\"");
            node.closes(office.assignee(full), full);
            assertThat(decided(looking, "\"show\":\"chat\"")).contains("\"chatflow\"");
        }
    }

    @Test
    @DisplayName("CAP-11: in open hours with both away: available, not full; a message is nobody's")
    void bothAway() {
        office.channel(OPEN, HIDE);
        fill(4);
        office.set(a, "status = 'away'");
        office.set(b, "status = 'away'");
        try (var pages = new OfficePages(office, node, chatflow);
                var page = pages.visitor()) {
            assertThat(page.next("ready")).contains("\"state\":\"available\"", "\"show\":\"chat\"");
            var chat = OfficePages.writes(page);
            assertThat(office.assignee(chat)).isNull();
            office.set(a, "status = 'available', capacity = 5");
            until(() -> a.equals(office.assignee(chat)));
        }
    }

    @Test
    @DisplayName("CAP-12: around the clock with both full: what the channel says of being full")
    void aroundTheClock() {
        office.channel(Office.ALWAYS, Office.WAIT);
        fill(4);
        try (var pages = new OfficePages(office, node, chatflow)) {
            assertThat(pages.shown()).contains("\"state\":\"full\"", "\"show\":\"wait\"");
        }
    }

    @Test
    @DisplayName("CAP-19: where the plan has no limits, nobody is full, whatever the limits say")
    void noLimits() {
        office.channel(Office.ALWAYS, HIDE);
        fill(4);
        office.stored.sql("UPDATE portal SET limits = false WHERE id = ?", office.portal().value());
        try (var pages = new OfficePages(office, node, chatflow);
                var page = pages.visitor()) {
            assertThat(page.next("ready")).contains("\"state\":\"available\"", "\"show\":\"chat\"");
            var chat = OfficePages.writes(page);
            until(() -> office.assignee(chat) != null);
            assertThat(office.open(office.assignee(chat))).as("3 of 2").isEqualTo(3);
        }
    }

    /// So many conversations, routed; the last of them.
    private ConversationId fill(int count) {
        ConversationId last = null;
        for (int i = 0; i < count; i++) {
            var chat = node.chat(chatflow);
            until(() -> office.assignee(chat) != null);
            last = chat;
        }
        return last;
    }

    private static String typed(ConversationId chat, String text) {
        return TestTab.sendFrame(UUID.randomUUID(), chat, text);
    }

    private static String decided(RawSocket socket, String text) {
        while (true) {
            var decision = socket.next("decision");
            if (decision.contains(text)) {
                return decision;
            }
        }
    }
}
