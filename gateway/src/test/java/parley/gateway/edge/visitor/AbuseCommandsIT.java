package parley.gateway.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.edge.visitor.TestTab.connectFrame;
import static parley.gateway.edge.visitor.TestTab.field;
import static parley.gateway.edge.visitor.TestTab.sendFrame;

import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import parley.gateway.CapturedLog;

@DisplayName("Abuse of JSON and of commands (security.md §4)")
class AbuseCommandsIT {
    private static ChatNode node;

    @BeforeAll
    static void open() {
        node = new ChatNode();
    }

    @AfterAll
    static void close() {
        node.close();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "{\"type\":\"send\",\"type\":\"admin\"}",
                "{\"type\":\"ping\",\"t\":1,\"t\":2}",
            })
    @DisplayName("case 48: the same key twice")
    void case48(String json) {
        malformed(json);
    }

    @ParameterizedTest(name = "document {index}")
    @ValueSource(
            strings = {
                "{\"type\":\"ping\",\"t\":1}{\"type\":\"ping\",\"t\":2}",
                "{\"type\":\"ping\",\"t\":1} x",
                "{\"type\":\"ping\",\"t\":1",
                "[]",
                "",
                "null",
            })
    @DisplayName("case 49: two documents, trailing bytes, half a document, none")
    void case49(String json) {
        malformed(json);
    }

    @Test
    @DisplayName("case 50: ten thousand levels")
    void case50() {
        malformed("{\"type\":\"ping\",\"x\":" + "[".repeat(10_000) + "}");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {"1e999999999", "1.9", "-0", "-0.5", "99999999999999999999999999999999999"})
    @DisplayName("case 51: numbers that are no integers, or too long")
    void case51(String number) {
        malformed("{\"type\":\"ping\",\"t\":" + number + "}");
    }

    @Test
    @DisplayName("case 51: a number of 15 KB")
    void longNumber() {
        malformed("{\"type\":\"ping\",\"t\":" + "9".repeat(15_000) + "}");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "{\"type\":\"ping\",\"t\":\"7\"}",
                "{\"type\":\"search\",\"q\":5}",
                "{\"type\":\"typing\",\"conv\":null}",
                "{\"type\":5}",
            })
    @DisplayName("case 52: a value of another type, and null for what is required")
    void case52(String json) {
        malformed(json);
    }

    @Test
    @DisplayName("case 53: thousands of keys, and a key of 10 KB")
    void case53() {
        malformed(keys(500));
        closed(keys(5_000), 1009, "websocket");
        malformed("{\"type\":\"ping\",\"t\":1,\"" + "k".repeat(10_240) + "\":1}");
    }

    @Test
    @DisplayName("case 54: names that mean something elsewhere are unknown fields here")
    void case54() {
        try (var tab = node.connected()) {
            tab.say(
                    "{\"type\":\"ping\",\"t\":3,\"__proto__\":{\"a\":1},\"constructor\":1,"
                            + "\"@type\":\"x\",\"class\":\"java.lang.Runtime\"}");
            assertThat(field(tab.next("pong"), "t")).isEqualTo("3");
        }
    }

    @Test
    @DisplayName("case 55: an unknown type is answered; twenty in a row are a flood")
    void case55() {
        long before = node.rows();
        double floods = node.edge().count("chat.ratelimit", "scope", "unknown");
        try (var tab = node.connected()) {
            tab.say("{\"type\":\"dance\"}");
            assertThat(tab.next("error")).contains("unsupported");
            tab.say("{\"type\":\"ping\",\"t\":1}").next("pong");
            for (int i = 0; i < 19; i++) {
                tab.say("{\"type\":\"dance\"}");
                assertThat(tab.next("error")).contains("unsupported");
            }
            tab.say("{\"type\":\"dance\"}");
            assertThat(tab.closeCode()).isEqualTo(1008);
        }
        assertThat(node.edge().count("chat.ratelimit", "scope", "unknown")).isEqualTo(floods + 1);
        assertThat(node.rows()).isEqualTo(before);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"send", "ping", "dance"})
    @DisplayName("case 56: anything before connect")
    void case56(String type) {
        long before = node.rows();
        double closes = closes(4401);
        try (var tab = node.dial()) {
            tab.say(
                    type.equals("send")
                            ? sendFrame(UUID.randomUUID(), null, "hello")
                            : "{\"type\":\"" + type + "\",\"t\":1}");
            assertThat(tab.closeCode()).isEqualTo(4401);
        }
        assertThat(closes(4401)).isEqualTo(closes + 1);
        assertThat(node.rows()).isEqualTo(before);
    }

    @Test
    @DisplayName("case 57: a second connect, as somebody else: the connection stays the first's")
    void case57() {
        try (var alice = node.connected();
                var bob = node.connected()) {
            var conversation = bob.start("of bob alone");
            long before = node.rows();
            double closes = closes(4400);
            var asBob = ",\"token\":\"" + bob.token() + '"';
            alice.say(connectFrame(node.portal().toString(), UUID.randomUUID(), asBob));
            alice.send(UUID.randomUUID(), conversation, "of alice");
            assertThat(alice.everything())
                    .as("neither a second ready nor an ack")
                    .isEqualTo("close 4400");
            assertThat(closes(4400)).isEqualTo(closes + 1);
            assertThat(node.rows()).isEqualTo(before);
            assertThat(node.bodies(conversation)).containsExactly("of bob alone");
        }
    }

    @ParameterizedTest(name = "case {0}: {1}")
    @CsvSource({
        "58, \\u0000, bad_text",
        "58, a\\u0001b, bad_text",
        "59, \\ud800, bad_text",
        "59, \\udc00\\ud800, bad_text",
        "62, '', bad_text",
        "62, ' \\t\\n ', bad_text",
    })
    @DisplayName("cases 58, 59 and 62: text that cannot be stored or says nothing")
    void badText(int number, String body, String code) {
        try (var log = new CapturedLog()) {
            nacked(body, code);
            assertThat(log.lines()).as("the database never saw it").isEmpty();
        }
    }

    @Test
    @DisplayName("case 62: text over 4,000 code points, or over 12 KiB")
    void tooLong() {
        nacked("a".repeat(4_001), "too_long");
        nacked("€".repeat(4_000) + "xx".repeat(200), "too_long");
        nacked("👋".repeat(3_072) + "x", "too_long");
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"", "1", "not-a-uuid", "'; DROP TABLE entry; --", "1-1-1-1-1"})
    @DisplayName("case 63: a cmid that is no UUID")
    void case63(String cmid) {
        malformed(
                "{\"type\":\"send\",\"cmid\":\"" + cmid + "\",\"kind\":\"text\",\"body\":\"hi\"}");
    }

    @Test
    @DisplayName("case 63: a cmid of 1 MB is refused by its length, before it has come")
    void longCmid() {
        closed(
                sendFrame(UUID.randomUUID(), null, "hi").replace("-", "-".repeat(1 << 18)),
                1009,
                "websocket");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"x", "v1.k1.AAAA.AAAA", "v1.k9.AAAA.AAAA", "v2.k1.AAAA.AAAA"})
    @DisplayName("a token that is not ours")
    void badToken(String token) {
        try (var tab = node.dial()) {
            tab.say(
                    connectFrame(
                            node.portal().toString(),
                            UUID.randomUUID(),
                            ",\"token\":\"" + token + "\""));
            assertThat(tab.closeCode()).isEqualTo(4401);
        }
    }

    private static void nacked(String body, String code) {
        long before = node.rows();
        double nacks = node.edge().count("chat.send", "result", code);
        try (var tab = node.connected()) {
            var cmid = UUID.randomUUID();
            tab.send(cmid, body);
            var nack = tab.next("nack");
            assertThat(nack).contains("\"code\":\"" + code + "\"", "\"definite\":true");
            assertThat(field(nack, "cmid")).isEqualTo(cmid.toString());
            tab.say("{\"type\":\"ping\",\"t\":1}").next("pong");
        }
        assertThat(node.edge().count("chat.send", "result", code)).isEqualTo(nacks + 1);
        assertThat(node.rows()).isEqualTo(before);
    }

    private static void malformed(String json) {
        closed(json, 4400, "json");
    }

    /// @param what was refused: the JSON, or its length already
    private static void closed(String json, int code, String what) {
        long before = node.rows();
        double refused = node.edge().count("chat.frames.refused", "what", what);
        double closes = closes(code);
        try (var tab = node.connected()) {
            tab.socket().trySend(ClientBytes.text(json));
            assertThat(tab.closeCode()).isEqualTo(code);
        }
        assertThat(node.edge().count("chat.frames.refused", "what", what)).isEqualTo(refused + 1);
        assertThat(closes(code)).isEqualTo(closes + 1);
        assertThat(node.rows()).isEqualTo(before);
    }

    private static String keys(int count) {
        var json = new StringBuilder("{\"type\":\"ping\",\"t\":1");
        for (int i = 0; i < count; i++) {
            json.append(",\"").append(i).append("\":1");
        }
        return json.append('}').toString();
    }

    private static double closes(int code) {
        return node.edge()
                .count("chat.close", "code", Integer.toString(code), "initiator", "server");
    }
}
