package parley.gateway.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.edge.visitor.TestTab.field;
import static parley.gateway.edge.visitor.Waiting.until;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.conversation.Append;
import parley.gateway.postgres.StoreFixture;
import parley.protocol.value.Actor;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.MessageText;
import parley.protocol.value.Stream;

@DisplayName("A visitor's conversation over a real socket and a real PostgreSQL")
class VisitorChatIT {
    private static final String INTERNAL =
            """
            SELECT concat_ws(' ', e.seq, e.kind, e.actor_kind, e.data ->> 'reason', c.status)
            FROM entry e JOIN conversation c ON c.id = e.conversation
            WHERE e.stream = 'internal' AND c.id = ?
            """;
    private static final String RESET_AGAIN =
            "SELECT r.kind FROM conversation c, note_reset(c.portal, c.visitor) r WHERE c.id = ?";

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
    @DisplayName(
            "a message is acknowledged with its number once it is stored, and comes back as an entry")
    void sends() {
        try (var tab = node.connected()) {
            var cmid = UUID.randomUUID();
            var ack = tab.acked(TestTab.sendFrame(cmid, null, "Hello?"));
            assertThat(field(ack, "cmid")).isEqualTo(cmid.toString());
            assertThat(field(ack, "seq")).isEqualTo("1");
            var conversation = ConversationId.of(field(ack, "conv"));
            assertThat(node.bodies(conversation)).containsExactly("Hello?");
            var entry = tab.next("entry");
            assertThat(field(entry, "cmid")).isEqualTo(cmid.toString());
            assertThat(field(entry, "body")).isEqualTo("Hello?");
            tab.next("live");
        }
    }

    @Test
    @DisplayName(
            "PEER-21: the same message sent again is acknowledged with the same number and stored once")
    void sendsAgain() {
        try (var tab = node.connected()) {
            var cmid = UUID.randomUUID();
            tab.send(cmid, "once").send(cmid, "once").send(cmid, "once");
            var first = tab.next("ack");
            assertThat(tab.next("ack")).isEqualTo(first);
            assertThat(tab.next("ack")).isEqualTo(first);
            assertThat(node.bodies(ConversationId.of(field(first, "conv")))).hasSize(1);
        }
    }

    @Test
    @DisplayName("an agent's reply arrives under the first name alone, without the sender's cmid")
    void reply() {
        try (var tab = node.connected()) {
            var conversation = tab.start("Anybody there?");
            tab.next("live");
            reply(conversation, "Yes!");
            var entry = tab.next("entry");
            assertThat(field(entry, "body")).isEqualTo("Yes!");
            assertThat(entry).contains("\"kind\":\"agent\"").doesNotContain("cmid", "Schmidt");
        }
    }

    @Test
    @DisplayName("PEER-02: a tab that comes back gets what it lacks, once, and then goes on live")
    void resumes() {
        var tab = node.connected();
        var conversation = tab.start("one");
        tab.next("live");
        tab.socket().reset();
        reply(conversation, "two");
        reply(conversation, "three");
        var resume = "{\"conv\":\"%s\",\"have\":1,\"epoch\":\"e1\"}".formatted(conversation);
        try (var again = tab.again(resume)) {
            assertThat(field(again.next("entry"), "seq")).isEqualTo("2");
            assertThat(field(again.next("entry"), "seq")).isEqualTo("3");
            again.next("live");
            reply(conversation, "four");
            assertThat(field(again.next("entry"), "body")).isEqualTo("four");
        }
    }

    @Test
    @DisplayName(
            "whoever holds what does not exist, or is of another database, is told to start again")
    void resets() {
        var tab = node.connected();
        var conversation = tab.start("one");
        tab.close();
        for (var held :
                new String[] {"\"have\":99,\"epoch\":\"e1\"", "\"have\":1,\"epoch\":\"e0\""}) {
            var resume = "{\"conv\":\"%s\",%s}".formatted(conversation, held);
            try (var again = tab.again(UUID.randomUUID(), resume)) {
                assertThat(field(again.next("reset"), "from")).isEqualTo("0");
                assertThat(field(again.next("entry"), "seq")).isEqualTo("1");
                again.next("live");
            }
        }
    }

    @Test
    @DisplayName(
            "NAV-17 a widget that is reset leaves its conversation open, and says so to agents alone,"
                    + " once")
    void forgets() {
        var tab = node.connected();
        var conversation = tab.start("Hello?");
        tab.next("live");
        tab.say("{\"type\":\"bye\",\"reset\":true}");
        assertThat(tab.closeCode()).isEqualTo(1000);
        until(() -> !internal(conversation).isEmpty());
        assertThat(node.stored().ask(RESET_AGAIN, conversation.value())).isEmpty();
        assertThat(internal(conversation)).containsExactly("1 left visitor reset open");
        try (var again = tab.again(UUID.randomUUID(), null)) {
            assertThat(field(again.next("entry"), "body")).isEqualTo("Hello?");
            assertThat(field(again.next("entry", "live"), "type")).isEqualTo("live");
            reply(conversation, "Still there?");
            assertThat(field(again.next("entry"), "body")).isEqualTo("Still there?");
        }
    }

    private static List<String> internal(ConversationId conversation) {
        return node.stored().ask(INTERNAL, conversation.value());
    }

    @Test
    @DisplayName("the same tab on a newer connection takes over; the older one is told so")
    void takeover() {
        try (var tab = node.connected();
                var again = tab.again(null)) {
            assertThat(tab.closeCode()).isEqualTo(4409);
            again.say("{\"type\":\"ping\",\"t\":1}").next("pong");
        }
    }

    @Test
    @DisplayName("what is said right behind connect waits until the tab is ready")
    void early() {
        var tab = node.connected();
        var conversation = tab.start("one");
        tab.close();
        try (var next = node.dial()) {
            var cmid = UUID.randomUUID();
            next.say(
                    TestTab.connectFrame(
                            node.portal().toString(),
                            UUID.randomUUID(),
                            ",\"token\":\"" + tab.token() + '"'));
            next.say(TestTab.sendFrame(cmid, conversation, "two"));
            next.next("ready");
            assertThat(field(next.next("ack"), "cmid")).isEqualTo(cmid.toString());
        }
    }

    @Test
    @DisplayName("PEER-18: both tabs of a visitor see what either sends")
    void twoTabs() {
        try (var tab = node.connected()) {
            var conversation = tab.start("first");
            tab.next("live");
            try (var other = tab.again(UUID.randomUUID(), null)) {
                other.next("live");
                other.send(UUID.randomUUID(), conversation, "second");
                assertThat(field(tab.next("entry"), "body")).isEqualTo("second");
            }
        }
    }

    @Test
    @DisplayName("a page that is asked for is at most as long as asked for")
    void sync() {
        try (var tab = node.connected()) {
            var conversation = tab.start("one");
            tab.next("live");
            reply(conversation, "two");
            reply(conversation, "three");
            String newest;
            do {
                newest = tab.next("entry");
            } while (!field(newest, "body").equals("three"));
            tab.say(
                    "{\"type\":\"sync\",\"conv\":\"%s\",\"after\":1,\"limit\":1}"
                            .formatted(conversation));
            assertThat(field(tab.next("entry"), "seq")).isEqualTo("2");
            tab.say("{\"type\":\"ping\",\"t\":1}").next("pong");
        }
    }

    @Test
    @DisplayName("somebody else's conversation is not found, neither for sends nor for pages")
    void foreign() {
        try (var alice = node.connected();
                var bob = node.connected()) {
            var conversation = alice.start("mine");
            bob.send(UUID.randomUUID(), conversation, "yours?");
            assertThat(bob.next("nack")).contains("\"code\":\"not_found\"", "\"definite\":true");
            bob.say("{\"type\":\"sync\",\"conv\":\"%s\",\"after\":0}".formatted(conversation));
            assertThat(bob.next("error")).contains("not_found");
            assertThat(node.bodies(conversation)).containsExactly("mine");
        }
    }

    @Test
    @DisplayName("cursors are stored, never beyond what was sent, never back")
    void cursors() {
        try (var tab = node.connected()) {
            var conversation = tab.start("one");
            tab.next("live");
            var cursor = "{\"type\":\"cursor\",\"conv\":\"%s\",\"read\":%d,\"delivered\":%d}";
            tab.say(cursor.formatted(conversation, 900, 900));
            tab.say(cursor.formatted(conversation, 0, 0));
            tab.say("{\"type\":\"ping\",\"t\":1}").next("pong");
            Waiting.until(() ->
                    node.stored()
                                    .count(
                                            "SELECT count(*) FROM participant_cursor WHERE"
                                                    + " conversation = ? AND read = 1",
                                            conversation.value())
                            == 1);
        }
    }

    private static void reply(ConversationId conversation, String text) {
        var append =
                new Append(
                        node.portal(),
                        conversation,
                        Stream.PUBLIC,
                        new Actor.Agent(node.stored().anna),
                        new ClientMessageId(UUID.randomUUID()),
                        new MessageText(text));
        StoreFixture.get(node.conversations().post(append));
    }
}
