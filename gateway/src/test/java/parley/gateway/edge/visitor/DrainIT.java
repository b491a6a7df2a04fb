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

@DisplayName("A node that leaves while visitors are connected")
class DrainIT {
    private ChatNode node;

    @BeforeEach
    void open() {
        node = new ChatNode();
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
        try (var tab = node.connected();
                var idle = node.connected()) {
            var conversation = tab.start("one");
            slowCommits();
            var before = UUID.randomUUID();
            tab.send(before, conversation, "before");
            Waiting.until(() -> !node.stored().askAsSuperuser(COMMITTING).isEmpty());

            node.edge().sessions().goaway(Duration.ofSeconds(1));

            assertThat(field(tab.next("goaway"), "maxMs")).isEqualTo("1000");
            assertThat(field(idle.next("goaway"), "reason")).isEqualTo("restart");
            assertRefused();

            node.edge().sessions().closeAll();

            assertThat(idle.closeCode()).isEqualTo(1012);
            var after = UUID.randomUUID();
            tab.send(after, conversation, "after");
            var nack = tab.socket().next("ack", "nack");
            assertThat(nack).contains("\"code\":\"draining\"", "\"definite\":false", "retryMs");
            assertThat(field(nack, "cmid")).isEqualTo(after.toString());
            assertThat(field(tab.socket().next("ack", "nack"), "cmid"))
                    .isEqualTo(before.toString());
            assertThat(tab.closeCode()).isEqualTo(1012);
            assertThat(node.bodies(conversation)).containsExactly("one", "before");
        }
        assertThat(node.edge().count("chat.send", "result", "draining")).isEqualTo(1);
        assertThat(node.edge().count("chat.close", "code", "1012", "initiator", "server"))
                .isEqualTo(2);
    }

    private void assertRefused() {
        try (var late = node.edge().dial()) {
            var head = late.send(VisitorEdge.upgrade(node.portal(), ORIGIN)).head();
            assertThat(head).startsWith("HTTP/1.1 503 ").contains("retry-after: ");
        }
    }

    private static final String COMMITTING =
            "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
                    + " AND datname = current_database()";

    private void slowCommits() {
        node.stored()
                .sql(
                        """
                        CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS $$
                        BEGIN PERFORM pg_sleep(0.7); RETURN NULL; END $$
                        """);
        node.stored()
                .sql(
                        """
                        CREATE CONSTRAINT TRIGGER slowly AFTER INSERT ON entry
                        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slowly()
                        """);
    }
}
