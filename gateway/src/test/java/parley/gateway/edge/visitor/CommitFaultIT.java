package parley.gateway.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.edge.visitor.TestTab.field;
import static parley.gateway.edge.visitor.TestTab.sendFrame;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.TestServers;
import parley.gateway.postgres.HeldCommits;
import parley.protocol.value.ConversationId;

/// The rows of a call and its "success" come before the commit. A witness on the real Redis hears
/// everything that any node publishes.
@DisplayName("When the commit of a message fails (contract §3 rule 2, G8)")
class CommitFaultIT {
    private final Queue<String> published = new ConcurrentLinkedQueue<>();
    private ChatNode node;
    private RedisClient witness;

    @BeforeEach
    void open() {
        node = new ChatNode();
        witness = RedisClient.create(RedisURI.create(TestServers.redisUrl()));
        var link = witness.connectPubSub(ByteArrayCodec.INSTANCE);
        link.addListener(
                new RedisPubSubAdapter<>() {
                    @Override
                    public void message(byte[] pattern, byte[] channel, byte[] message) {
                        published.add(new String(message, StandardCharsets.UTF_8));
                    }
                });
        link.sync().psubscribe("*".getBytes(StandardCharsets.UTF_8));
    }

    @AfterEach
    void close() {
        witness.shutdown();
        node.close();
    }

    @Test
    @DisplayName(
            "it is nacked as unknown, not acknowledged, not stored, and published to nobody; what"
                    + " comes after it is")
    void refusedAtCommit() {
        try (var tab = node.connected()) {
            var conversation = tab.start("good 1");
            atCommit("RAISE EXCEPTION 'refused at commit'");
            double unknown = node.edge().count("chat.send", "result", "unavailable");
            double stored = node.edge().count("chat.send", "result", "stored");
            long rows = node.rows();

            var cmid = UUID.randomUUID();
            tab.send(cmid, conversation, "bad 1");

            var answer = tab.socket().next("ack", "nack");
            assertThat(answer)
                    .contains("\"type\":\"nack\"", "\"unavailable\"", "\"definite\":false");
            assertThat(field(answer, "cmid")).isEqualTo(cmid.toString());
            assertThat(node.edge().count("chat.send", "result", "unavailable"))
                    .isEqualTo(unknown + 1);
            assertThat(node.edge().count("chat.send", "result", "stored")).isEqualTo(stored);
            assertThat(node.rows()).isEqualTo(rows);

            heal();
            assertThat(field(tab.acked(sendFrame(cmid, conversation, "bad 1")), "seq"))
                    .as("sent again, it is stored in the place that was free")
                    .isEqualTo("2");
            Waiting.until(() -> published("bad 1") == 1);
        }
    }

    @Test
    @DisplayName("a first message that begins a conversation neither: no conversation, no doorbell")
    void refusedAtStart() {
        atCommit("RAISE EXCEPTION 'refused at commit'");
        try (var tab = node.connected();
                var other = node.connected()) {
            long rows = node.rows();

            tab.send(UUID.randomUUID(), "bad 2");

            assertThat(tab.socket().next("ack", "nack"))
                    .contains("\"type\":\"nack\"", "\"definite\":false");
            assertThat(node.rows()).isEqualTo(rows);
            other.start("good 2");
            Waiting.until(() -> published("good 2") == 1);
            assertThat(published("bad 2")).as("nothing, and it was before good 2").isZero();
        }
    }

    @Test
    @DisplayName(
            "its backend killed between rows and commit: told to nobody before it is committed,"
                    + " then once")
    void killedBeforeCommit() {
        try (var tab = node.connected()) {
            var conversation = tab.start("good 3");
            try (var held = new HeldCommits(node.stored(), "bad%")) {
                tab.send(UUID.randomUUID(), conversation, "bad 3");
                Waiting.until(held::kill);
                assertThat(published("bad 3")).isZero();
            }

            var answer = tab.socket().next("ack", "nack");

            if (answer.contains("\"type\":\"nack\"")) {
                assertThat(answer).contains("\"definite\":false");
                tab.acked(sendFrame(UUID.fromString(field(answer, "cmid")), conversation, "bad 3"));
            }
            assertThat(bodies(conversation)).containsExactly("good 3", "bad 3");
            Waiting.until(() -> published("bad 3") == 1);
        }
    }

    /// Whatever begins with "bad" meets this when its transaction commits.
    private void atCommit(String what) {
        node.stored()
                .sql(
                        """
                        CREATE OR REPLACE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$
                        BEGIN
                            IF NEW.body LIKE 'bad%%' THEN %s; END IF;
                            RETURN NULL;
                        END $$
                        """
                                .formatted(what));
        node.stored()
                .sql(
                        """
                        CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON entry
                        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION at_commit()
                        """);
    }

    private void heal() {
        node.stored().sql("DROP TRIGGER at_commit ON entry");
    }

    private long published(String body) {
        return published.stream().filter(it -> it.contains('"' + body + '"')).count();
    }

    private List<String> bodies(ConversationId conversation) {
        return node.bodies(conversation);
    }
}
