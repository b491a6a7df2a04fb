package parley.gateway.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.edge.visitor.TestTab.field;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.conversation.Append;
import parley.gateway.conversation.Posted;
import parley.gateway.postgres.StoreFixture;
import parley.protocol.value.Actor;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.MessageText;
import parley.protocol.value.Stream;
import reactor.core.publisher.Flux;

@DisplayName("A visitor who reads slowly")
class SlowReaderIT {
    private static final int MESSAGES = 300;
    private static final String LONG = "x".repeat(4_000);

    private static ChatNode node;

    @BeforeAll
    static void open() {
        node = new ChatNode();
    }

    @AfterAll
    static void close() {
        node.close();
    }

    @Test
    @DisplayName("gets a history far larger than the outbox whole, in order, once")
    void replay() {
        var tab = node.connected();
        var conversation = tab.start("one");
        tab.close();
        post(conversation, MESSAGES);
        long head = node.bodies(conversation).size();
        try (var again = tab.again("{\"conv\":\"%s\",\"have\":0}".formatted(conversation))) {
            for (long seq = 1; seq <= head; seq++) {
                assertThat(field(again.next("entry"), "seq")).isEqualTo(Long.toString(seq));
                if (seq % 50 == 0) {
                    Waiting.pause(Duration.ofMillis(20));
                }
            }
            assertThat(field(again.next("live"), "seq")).isEqualTo(Long.toString(head));
        }
    }

    @Test
    @DisplayName(
            "case 46: who does not read while much is said is let go with 4408, little is held, nobody else notices")
    void stalled() {
        try (var tab = node.connected();
                var other = node.connected()) {
            var conversation = tab.start("one");
            tab.next("live");
            double closed = node.edge().count("chat.slow.close");
            post(conversation, MESSAGES);
            Waiting.until(() -> node.edge().count("chat.slow.close") == closed + 1);
            assertThat(node.edge().meters().get("chat.outbound.bytes").gauge().value())
                    .isLessThan(3 * 64 * 1024);
            other.say("{\"type\":\"ping\",\"t\":1}").next("pong");
            long head = node.bodies(conversation).size();
            try (var again = tab.again("{\"conv\":\"%s\",\"have\":1}".formatted(conversation))) {
                assertThat(field(again.next("live"), "seq")).isEqualTo(Long.toString(head));
            }
        }
    }

    private static void post(ConversationId conversation, int count) {
        var stored =
                StoreFixture.get(
                        Flux.range(0, count)
                                .concatMap(_ -> node.conversations().post(message(conversation)))
                                .filter(Posted.Stored.class::isInstance)
                                .count());
        assertThat(stored).isPositive();
    }

    private static Append message(ConversationId conversation) {
        return new Append(
                node.portal(),
                conversation,
                Stream.PUBLIC,
                new Actor.Agent(node.stored().anna),
                new ClientMessageId(UUID.randomUUID()),
                new MessageText(LONG));
    }
}
