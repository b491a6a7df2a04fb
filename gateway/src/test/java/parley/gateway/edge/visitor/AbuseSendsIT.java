package parley.gateway.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.edge.visitor.TestTab.field;
import static parley.gateway.edge.visitor.TestTab.sendFrame;

import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.postgres.AppendLimit;
import parley.gateway.postgres.WriterConfig;
import parley.gateway.session.SendLimit;
import parley.protocol.value.ConversationId;

@DisplayName("Abuse of sends that are stored, once and as they were (security.md §4)")
class AbuseSendsIT {
    /// The entry, its conversation, its visitor.
    private static final int ROWS_OF_A_START = 3;

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
    @DisplayName("case 64: the same cmid with another text")
    void case64() {
        double conflicts = node.edge().count("chat.send", "result", "cmid_conflict");
        long before = node.rows();
        try (var tab = node.connected()) {
            var cmid = UUID.randomUUID();
            var ack = tab.acked(sendFrame(cmid, null, "original"));
            var conversation = ConversationId.of(field(ack, "conv"));
            tab.send(cmid, "changed");
            assertThat(tab.next("nack"))
                    .contains("\"code\":\"cmid_conflict\"", "\"definite\":true");
            tab.send(cmid, conversation, "changed too");
            assertThat(tab.next("nack")).contains("cmid_conflict");
            assertThat(node.bodies(conversation)).containsExactly("original");
            assertThat(node.rows()).isEqualTo(before + ROWS_OF_A_START);
        }
        assertThat(node.edge().count("chat.send", "result", "cmid_conflict"))
                .isEqualTo(conflicts + 2);
    }

    @Test
    @DisplayName("case 65: the same cmid by another visitor is another message")
    void case65() {
        double stored = node.edge().count("chat.send", "result", "stored");
        long before = node.rows();
        try (var alice = node.connected();
                var bob = node.connected()) {
            var cmid = UUID.randomUUID();
            var first = alice.acked(sendFrame(cmid, null, "from alice"));
            var second = bob.acked(sendFrame(cmid, null, "from bob"));
            assertThat(field(first, "conv")).isNotEqualTo(field(second, "conv"));
            assertThat(second).doesNotContain("alice");
            assertThat(node.bodies(ConversationId.of(field(first, "conv"))))
                    .containsExactly("from alice");
            assertThat(node.bodies(ConversationId.of(field(second, "conv"))))
                    .containsExactly("from bob");
            assertThat(node.rows()).isEqualTo(before + 2 * ROWS_OF_A_START);
        }
        assertThat(node.edge().count("chat.send", "result", "stored")).isEqualTo(stored + 2);
    }

    @Test
    @DisplayName("one conversation, however many write into it, does not fill the writers")
    void hotConversation() {
        var usual = WriterConfig.defaults();
        var writers =
                new WriterConfig(
                        usual.shards(),
                        usual.batch(),
                        usual.queue(),
                        usual.deadline(),
                        usual.callLimit(),
                        new AppendLimit(1, 2));
        try (var slow = new ChatNode(new SendLimit(100, 100, 1_000), writers);
                var tab = slow.connected();
                var other = slow.connected()) {
            var conversation = tab.start("one");
            tab.acked(sendFrame(UUID.randomUUID(), conversation, "two"));
            tab.acked(sendFrame(UUID.randomUUID(), conversation, "three"));
            long before = slow.rows();
            tab.send(UUID.randomUUID(), conversation, "four");
            var nack = tab.socket().next("ack", "nack");
            assertThat(nack).contains("\"code\":\"rate_limited\"", "\"definite\":true");
            assertThat(Integer.parseInt(field(nack, "retryMs"))).isBetween(1, 1_000);
            assertThat(slow.rows()).isEqualTo(before);
            assertThat(slow.edge().count("chat.send", "result", "rate_limited")).isEqualTo(1);
            assertThat(
                            slow.stored()
                                    .meters
                                    .counter("chat.ratelimit", "scope", "conversation")
                                    .count())
                    .isEqualTo(1);
            other.acked(sendFrame(UUID.randomUUID(), other.start("another's"), "goes on"));
        }
    }

    @Test
    @DisplayName("PEER-24: sends beyond the visitor's rate are refused, and say when to try again")
    void tooFast() {
        double limited = node.edge().count("chat.ratelimit", "scope", "sends");
        try (var tab = node.connected()) {
            for (int i = 0; i < 6; i++) {
                tab.send(UUID.randomUUID(), "message " + i);
            }
            var nack = tab.next("nack");
            assertThat(nack).contains("\"code\":\"rate_limited\"", "\"definite\":true");
            assertThat(Integer.parseInt(field(nack, "retryMs"))).isBetween(1, 60_000);
        }
        assertThat(node.edge().count("chat.ratelimit", "scope", "sends")).isGreaterThan(limited);
    }
}
