package parley.gateway.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.postgres.StoreFixture.get;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.Definition;
import parley.gateway.session.PortalFacts;
import parley.gateway.session.SendLimit;
import parley.gateway.session.TestPortals;
import parley.protocol.value.ConversationId;

@DisplayName("A visitor with a conversation, from page to page, over PostgreSQL,")
class VisitorRoutesIT {
    private final ChatNode node = new ChatNode(SendLimit.PEOPLE, VisitorRoutesIT::twoChatflows);

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    @DisplayName("NAV-04: stays on the thread; the new page's chatflow is the next thread's")
    void nextThread() {
        store(node.chatflow(), chatflowOfDocs());
        try (var tab = node.connected()) {
            var first = tab.start("about prices");
            assertThat(chatflow(first)).isEqualTo(node.chatflow().id().toString());
            goes(tab, "/docs");
            tab.say(TestTab.sendFrame(UUID.randomUUID(), first, "still prices"));
            assertThat(tab.next("ack", "decision")).contains("\"type\":\"ack\"");
            closes(first);
            assertThat(tab.next("decision")).contains("Docs");
            var second = tab.start("about docs");
            assertThat(second).isNotEqualTo(first);
            assertThat(chatflow(second)).isEqualTo(chatflowOfDocs().id().toString());
        }
    }

    @Test
    @DisplayName(
            "NAV-05: where no chatflow is: hears that the thread is closed, then shows nothing")
    void closedWhereNoneIs() {
        try (var tab = node.connected()) {
            var thread = tab.start("hello");
            goes(tab, "/imprint");
            closes(thread);
            assertThat(tab.next("entry", "decision")).as("its own message").contains("hello");
            assertThat(tab.next("entry", "decision")).contains("\"kind\":\"closed\"");
            assertThat(tab.next("decision")).contains("\"show\":\"hidden\"");
        }
    }

    private static PortalFacts twoChatflows(PortalFacts facts) {
        var first = facts.chatflows().getFirst();
        var prices =
                changed(
                        first,
                        VisitorPagesTest.of(
                                "Prices",
                                "\"value\": \"/pricing\", \"operator\": \"contains\"",
                                ""));
        var docs =
                TestPortals.chatflow(
                        facts.portal().id(),
                        first.inbox(),
                        2,
                        VisitorPagesTest.of(
                                "Docs", "\"value\": \"/docs\", \"operator\": \"contains\"", ""));
        return new PortalFacts(
                facts.portal(), List.of(prices, docs), facts.inboxes(), facts.staff());
    }

    private static Chatflow changed(Chatflow chatflow, Definition definition) {
        return new Chatflow(
                chatflow.id(),
                chatflow.portal(),
                chatflow.inbox(),
                chatflow.name(),
                true,
                chatflow.position(),
                chatflow.version(),
                chatflow.createdAt(),
                definition);
    }

    private Chatflow chatflowOfDocs() {
        return node.chatflows().getLast();
    }

    /// As the tables have to know them before a conversation names them.
    private void store(Chatflow... chatflows) {
        Stream.of(chatflows)
                .forEach(it ->
                        node.stored()
                                .sql(
                                        """
                                        INSERT INTO chatflow
                                            (portal, id, inbox, name, position, definition)
                                        VALUES (?, ?, ?, 'c', 2, '{}') ON CONFLICT DO NOTHING
                                        """,
                                        node.portal().value(),
                                        it.id().value(),
                                        it.inbox().value()));
    }

    private static void goes(TestTab tab, String path) {
        tab.say("{\"type\":\"page\",\"url\":\"https://shop.example" + path + "\"}");
    }

    private void closes(ConversationId conversation) {
        get(node.conversations().close(node.portal(), conversation, node.stored().anna));
    }

    private String chatflow(ConversationId conversation) {
        return node.stored()
                .ask("SELECT chatflow::text FROM conversation WHERE id = ?", conversation.value())
                .getFirst();
    }
}
