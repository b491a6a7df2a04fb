package parley.gateway.edge.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import parley.gateway.CapturedLog;
import parley.gateway.TestServers;
import parley.gateway.access.Role;
import parley.gateway.edge.Console;
import parley.gateway.edge.EdgeNode;
import parley.gateway.edge.Http;
import parley.gateway.edge.Shop;
import parley.gateway.edge.Shop.Staff;
import parley.protocol.value.ConversationId;

/// Each case over both of the agents' ways in where it makes sense: the close code or the status,
/// the rows, the metric.
@DisplayName("Abuse of JSON and of commands by agents (security.md §4)")
class AgentAbuseIT {
    private static final String MESSAGES = "/api/v1/portals/{portal}/threads/{thread}/messages";

    private static final String PORTAL = "/api/v1/portals/{portal}";

    private static EdgeNode node;
    private static Http http;
    private Shop shop;
    private Staff bob;
    private ConversationId conversation;

    @BeforeAll
    static void open() {
        node = new EdgeNode();
        http = new Http(node);
    }

    @AfterAll
    static void close() {
        http.close();
        node.close();
    }

    @BeforeEach
    void shop() {
        shop = new Shop(node.rooms);
        bob = shop.agent("bob", Role.AGENT);
        shop.join(bob);
        conversation = shop.conversation("Hello?");
    }

    @Test
    @DisplayName("case 7: no Origin is needed where a token is: over the socket and over REST")
    void case7() throws IOException {
        double seen = answers("GET", PORTAL, 200);
        double closes = closes(1000, "client");
        try (var raw = new RawSocket(node)) {
            raw.send(
                    "GET /api/v1/portals/%s HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n\r\n"
                            .formatted(shop.portal, shop.admin.token()));
            assertThat(raw.head()).startsWith("HTTP/1.1 200");
        }
        try (var raw = RawSocket.upgraded(node)) {
            raw.send(RawSocket.frame(0x88, new byte[] {0x03, (byte) 0xE8}));
            assertThat(raw.closeCode()).isEqualTo(1000);
        }
        assertThat(answers("GET", PORTAL, 200)).isEqualTo(seen + 1);
        assertThat(closes(1000, "client")).isEqualTo(closes + 1);
        assertThat(rows()).isEqualTo(1);
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of(48, "a key twice", "\"body\":\"hi\",\"body\":\"hi\"}"),
                Arguments.of(49, "two documents", "\"body\":\"hi\"}{}"),
                Arguments.of(49, "trailing bytes", "\"body\":\"hi\"} x"),
                Arguments.of(49, "half a document", "\"body\":\"hi\""),
                Arguments.of(
                        50, "10,000 levels", "\"body\":\"hi\",\"x\":" + "[".repeat(10_000) + "}"),
                Arguments.of(51, "15 KB of a number", "\"body\":\"hi\",\"x\":" + nines() + "}"),
                Arguments.of(51, "a number for a text", "\"body\":1e999999999}"),
                Arguments.of(52, "5 for a text", "\"body\":5}"),
                Arguments.of(52, "null for what is required", "\"body\":null}"),
                Arguments.of(53, "5,000 keys", "\"body\":\"hi\"" + keys() + "}"),
                Arguments.of(
                        53, "a key of 10 KB", "\"body\":\"hi\",\"" + "k".repeat(10_240) + "\":1}"));
    }

    @ParameterizedTest(name = "case {0}: {1}")
    @MethodSource("malformed")
    @DisplayName("cases 48 to 53: JSON that is none, or not as it must be")
    void malformed(int number, String why, String rest) {
        var cmid = UUID.randomUUID();
        closed(send(cmid, rest));
        refused("{\"cmid\":\"" + cmid + "\"," + rest);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"1e999999999", "-0", "1.9", "\"7\"", "9999999999999999999999999999"})
    @DisplayName("cases 51 and 52: what is no integer where one must be")
    void integers(String version) {
        closed("{\"type\":\"ping\",\"t\":" + version + "}");
        var path = "/api/v1/portals/" + shop.portal;
        var portal = http.get(shop.admin.token(), path).json();
        var body = "{\"name\":\"Other\",\"version\":" + version + "}";
        double answers = answers("PUT", PORTAL, 400) + answers("PUT", PORTAL, 422);
        assertThat(http.put(shop.admin.token(), path, body).status()).isIn(400, 422);
        assertThat(answers("PUT", PORTAL, 400) + answers("PUT", PORTAL, 422))
                .isEqualTo(answers + 1);
        assertThat(http.get(shop.admin.token(), path).json()).isEqualTo(portal);
    }

    @Test
    @DisplayName("case 55: an unknown type is answered; twenty in a row close")
    void case55() {
        double closes = closes(1008);
        try (var console = Console.of(node, bob, shop)) {
            for (int i = 0; i < 19; i++) {
                console.say("{\"type\":\"dance\"}");
                assertThat(console.next("error").get("code").stringValue())
                        .isEqualTo("unsupported");
            }
            console.say("{\"type\":\"dance\"}");
            assertThat(console.closedWith()).isEqualTo(1008);
        }
        assertThat(closes(1008)).isEqualTo(closes + 1);
        assertThat(rows()).isEqualTo(1);
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"hi", "", "\\u0000"})
    @DisplayName("case 56: a send before connect, good or bad")
    void case56(String body) {
        double closes = closes(4401);
        try (var console = new Console(node)) {
            console.say(send(UUID.randomUUID(), "\"body\":\"" + body + "\"}"));
            assertThat(console.closedWith()).isEqualTo(4401);
        }
        assertThat(closes(4401)).isEqualTo(closes + 1);
        assertThat(rows()).isEqualTo(1);
        double answers = answers(401);
        int status = post(null, "{\"cmid\":\"%s\",\"body\":\"hi\"}".formatted(UUID.randomUUID()));
        assertThat(status).as("and over REST without a token").isEqualTo(401);
        assertThat(answers(401)).isEqualTo(answers + 1);
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    @DisplayName("case 57: a second connect, as somebody else")
    void case57() {
        double closes = closes(4400);
        try (var console = Console.of(node, bob, shop)) {
            console.say(
                    "{\"type\":\"connect\",\"v\":1,\"token\":\"%s\",\"inboxes\":[]}"
                            .formatted(shop.admin.token()));
            console.say(send(UUID.randomUUID(), "\"body\":\"hi\"}"));
            assertThat(console.closedWith()).isEqualTo(4400);
        }
        assertThat(closes(4400)).isEqualTo(closes + 1);
        assertThat(rows()).isEqualTo(1);
    }

    @ParameterizedTest(name = "case {0}: {1}")
    @CsvSource({
        "58, \\u0000, bad_text",
        "58, a\\u0001b, bad_text",
        "59, \\ud800, bad_text",
        "62, '', bad_text",
        "62, ' \\t\\n ', bad_text",
        "62, 4001, too_long",
        "62, 12289, too_long",
    })
    @DisplayName("cases 58, 59 and 62: text that cannot be stored, says nothing, or is too long")
    void badText(int number, String text, String code) {
        var body =
                switch (text) {
                    case "4001" -> "a".repeat(4_001);
                    case "12289" -> "👋".repeat(3_072) + "x";
                    default -> text;
                };
        double nacks = node.meters.counter("chat.agent.send", "result", code).count();
        try (var log = new CapturedLog();
                var console = Console.of(node, bob, shop)) {
            console.say(send(UUID.randomUUID(), "\"body\":\"" + body + "\"}"));
            var nack = console.next("nack");
            assertThat(nack.get("code").stringValue()).isEqualTo(code);
            assertThat(nack.get("definite").booleanValue()).isTrue();
            assertThat(console.hears("error")).as("still connected").isFalse();
            refused("{\"cmid\":\"" + UUID.randomUUID() + "\",\"body\":\"" + body + "\"}");
            assertThat(log.lines()).as("the database never saw it").isEmpty();
        }
        assertThat(node.meters.counter("chat.agent.send", "result", code).count())
                .isEqualTo(nacks + 1);
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"", "1", "not-a-uuid", "'; DROP TABLE entry; --", "1-1-1-1-1"})
    @DisplayName("case 63: a cmid that is no UUID")
    void case63(String cmid) {
        closed(
                send(UUID.randomUUID(), "\"body\":\"hi\"}")
                        .replaceFirst("cmid\":\"[^\"]*", "cmid\":\"" + cmid));
        refused("{\"cmid\":\"" + cmid + "\",\"body\":\"hi\"}");
    }

    @Test
    @DisplayName("case 63: a cmid of 1 MB")
    void longCmid() {
        var long_ = "0".repeat(1 << 20);
        double answers = answers(413);
        assertThat(post(bob.token(), "{\"cmid\":\"" + long_ + "\",\"body\":\"hi\"}"))
                .isEqualTo(413);
        assertThat(answers(413)).isEqualTo(answers + 1);
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    @DisplayName("case 64: the same cmid with another text; 65: by another agent")
    void cases64And65() {
        var cmid = UUID.randomUUID();
        var original = "{\"cmid\":\"%s\",\"body\":\"original\"}".formatted(cmid);
        assertThat(post(bob.token(), original)).isEqualTo(201);
        double conflicts = answers(409);
        long stored = rows();
        assertThat(post(bob.token(), original.replace("original", "changed"))).isEqualTo(409);
        assertThat(answers(409)).isEqualTo(conflicts + 1);
        double nacks = node.meters.counter("chat.agent.send", "result", "cmid_conflict").count();
        try (var console = Console.of(node, bob, shop)) {
            console.write("send", conversation, cmid.toString(), "changed too");
            assertThat(console.next("nack").get("code").stringValue()).isEqualTo("cmid_conflict");
        }
        assertThat(node.meters.counter("chat.agent.send", "result", "cmid_conflict").count())
                .isEqualTo(nacks + 1);
        assertThat(rows()).isEqualTo(stored);
        double answers = answers(201);
        assertThat(post(shop.admin.token(), original.replace("original", "another's")))
                .as("of another sender it is another message")
                .isEqualTo(201);
        assertThat(answers(201)).isEqualTo(answers + 1);
        assertThat(rows()).isEqualTo(stored + 1);
    }

    private String send(UUID cmid, String rest) {
        return "{\"type\":\"send\",\"cmid\":\"%s\",\"conv\":\"%s\",\"kind\":\"text\",%s"
                .formatted(cmid, conversation, rest);
    }

    /// Over the socket.
    private void closed(String json) {
        long before = rows();
        double closes = closes(4400);
        double malformed = node.meters.counter("chat.agent.frames.refused", "what", "json").count();
        try (var console = Console.of(node, bob, shop)) {
            console.say(json);
            assertThat(console.closedWith()).isEqualTo(4400);
        }
        assertThat(closes(4400)).isEqualTo(closes + 1);
        assertThat(node.meters.counter("chat.agent.frames.refused", "what", "json").count())
                .isEqualTo(malformed + 1);
        assertThat(rows()).isEqualTo(before);
    }

    /// Over REST.
    private void refused(String body) {
        long before = rows();
        double answers = answers(400) + answers(422);
        assertThat(post(bob.token(), body)).isIn(400, 422);
        assertThat(answers(400) + answers(422)).isEqualTo(answers + 1);
        assertThat(rows()).isEqualTo(before);
    }

    private int post(String token, String body) {
        var path =
                MESSAGES.replace("{portal}", shop.portal.toString())
                        .replace("{thread}", conversation.toString());
        return http.post(token, path, body).status();
    }

    /// Entries of the shop.
    private long rows() {
        try (var sql = TestServers.sql();
                var statement =
                        sql.prepareStatement("SELECT count(*) FROM entry WHERE portal = ?")) {
            statement.setObject(1, shop.portal.value());
            try (var found = statement.executeQuery()) {
                found.next();
                return found.getLong(1);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static double closes(int code) {
        return closes(code, "server");
    }

    private static double closes(int code, String initiator) {
        return node.meters
                .counter("chat.agent.close", "code", Integer.toString(code), "initiator", initiator)
                .count();
    }

    private static double answers(int status) {
        return answers("POST", MESSAGES, status);
    }

    private static double answers(String method, String route, int status) {
        return node.meters
                .timer(
                        "chat.rest.request",
                        "method",
                        method,
                        "route",
                        route,
                        "status",
                        Integer.toString(status))
                .count();
    }

    private static String nines() {
        return "9".repeat(15_000);
    }

    private static String keys() {
        var keys = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            keys.append(",\"k").append(i).append("\":1");
        }
        return keys.toString();
    }
}
