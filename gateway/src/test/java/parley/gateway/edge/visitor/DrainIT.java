package parley.gateway.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.edge.visitor.TestTab.field;
import static parley.gateway.session.TestPortals.ORIGIN;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.postgres.HeldCommits;
import parley.gateway.postgres.WriterConfig;
import parley.gateway.session.SendLimit;

@DisplayName("A node that leaves while visitors are connected")
class DrainIT {
    private ChatNode node;

    @BeforeEach
    void open() {
        var usual = WriterConfig.defaults();
        var patient =
                new WriterConfig(
                        usual.shards(),
                        usual.batch(),
                        usual.queue(),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60),
                        usual.perConversation());
        node = new ChatNode(SendLimit.PEOPLE, patient);
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    @DisplayName(
            "says goaway, finishes what was sent before, nacks what comes later as draining, lets"
                    + " nobody in, and closes with 1012: what it acknowledged is stored, and nothing"
                    + " else")
    void leaves() {
        // One of the two idle ones shares the event loop of the tab, and is told after it.
        try (var tab = node.connected();
                var idle = node.connected();
                var other = node.connected()) {
            var conversation = tab.start("one");
            var before = UUID.randomUUID();
            var after = UUID.randomUUID();
            try (var held = new HeldCommits(node.stored(), "before")) {
                tab.send(before, conversation, "before");
                Waiting.until(held::any);

                node.edge().sessions().goaway(Duration.ofSeconds(1));

                assertThat(field(tab.next("goaway"), "maxMs")).isEqualTo("1000");
                assertThat(field(idle.next("goaway"), "reason")).isEqualTo("restart");
                assertRefused();

                node.edge().sessions().closeAll();

                assertThat(idle.closeCode()).isEqualTo(1012);
                assertThat(other.closeCode()).isEqualTo(1012);
                tab.send(after, conversation, "after");
                var nack = tab.socket().next("ack", "nack");
                assertThat(nack).contains("\"code\":\"draining\"", "\"definite\":false", "retryMs");
                assertThat(field(nack, "cmid")).isEqualTo(after.toString());
            }
            assertThat(field(tab.socket().next("ack", "nack"), "cmid"))
                    .isEqualTo(before.toString());
            assertThat(tab.closeCode()).isEqualTo(1012);
            assertThat(node.bodies(conversation)).containsExactly("one", "before");
        }
        assertThat(node.edge().count("chat.send", "result", "draining")).isEqualTo(1);
        assertThat(node.edge().count("chat.close", "code", "1012", "initiator", "server"))
                .isEqualTo(3);
    }

    private void assertRefused() {
        try (var late = node.edge().dial()) {
            var head = late.send(VisitorEdge.upgrade(node.portal(), ORIGIN)).head();
            assertThat(head).startsWith("HTTP/1.1 503 ").contains("retry-after: ");
        }
    }
}
