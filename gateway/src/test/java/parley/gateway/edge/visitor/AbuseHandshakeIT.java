package parley.gateway.edge.visitor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.edge.visitor.ClientBytes.join;
import static parley.gateway.session.TestPortals.ORIGIN;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import parley.protocol.value.PortalId;

@DisplayName("Abuse of the handshake and of HTTP (security.md §4)")
class AbuseHandshakeIT {
    private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    private static final String ORIGIN_LINE = "Origin: " + ORIGIN + "\r\n";
    private static final String VERSION = "Sec-WebSocket-Version: 13\r\n";

    private static ChatNode node;

    @BeforeAll
    static void open() {
        node = new ChatNode();
    }

    @AfterAll
    static void close() {
        node.close();
    }

    @ParameterizedTest(name = "case {0}: {1}")
    @CsvSource({
        "1, https://evil.example",
        "2, https://shop.example.evil.com",
        "3, https://evilshop.example",
        "4, http://shop.example",
        "5, https://shop.example:8443",
        "6, null",
    })
    @DisplayName("URL-46, cases 1 to 6: an origin that is not exactly an allowed one")
    void origins(int number, String origin) {
        refused(good().replace(ORIGIN_LINE, "Origin: " + origin + "\r\n"), 403, "origin");
    }

    @Test
    @DisplayName("case 7: no origin")
    void case7() {
        refused(good().replace(ORIGIN_LINE, ""), 403, "origin");
    }

    @Test
    @DisplayName("case 8: two origins")
    void case8() {
        refused(good().replace(ORIGIN_LINE, ORIGIN_LINE + ORIGIN_LINE), 400, "malformed");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {"https://SHOP.example", "https://shop.example.", "https://shop.example:443"})
    @DisplayName("case 9: the same origin, written otherwise, is the same")
    void case9(String origin) {
        try (var socket = node.edge().dial()) {
            socket.send(good().replace(ORIGIN_LINE, "Origin: " + origin + "\r\n"));
            assertThat(socket.status()).isEqualTo(101);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"8", "12", "0", "14", "13, 8", "x"})
    @DisplayName("case 10: another version of WebSocket")
    void case10(String version) {
        var head =
                refused(
                        good().replace(VERSION, "Sec-WebSocket-Version: " + version + "\r\n"),
                        426,
                        "version");
        assertThat(head).contains("sec-websocket-version: 13\r\n");
    }

    @ParameterizedTest(name = "key {index}")
    @ValueSource(
            strings = {
                "Sec-WebSocket-Key: \r\n",
                "Sec-WebSocket-Key: AAA=\r\n",
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAAA=\r\n",
                "Sec-WebSocket-Key: !!notbase64at-all!!!!!!==\r\n",
                KEY + KEY,
                ""
            })
    @DisplayName("case 11: a key that is none, or two")
    void case11(String lines) {
        refused(good().replace(KEY, lines), 400, "malformed");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"HTTP/1.0", "HTTP/9.9", "HTTP/2.0", "http/1.1"})
    @DisplayName("case 12: another version of HTTP")
    void case12(String version) {
        refused(good().replace("HTTP/1.1", version), 400, "malformed");
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"", "Host: 127.0.0.1\r\nHost: 127.0.0.1\r\n"})
    @DisplayName("case 13: no host, or two")
    void case13(String lines) {
        refused(good().replace("Host: 127.0.0.1\r\n", lines), 400, "malformed");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"Content-Length: 5", "Transfer-Encoding: chunked"})
    @DisplayName("case 14: a body on the upgrade request")
    void case14(String header) {
        refused(good().replace(KEY, KEY + header + "\r\n") + "hello", 400, "malformed");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "Content-Length: 0\r\nTransfer-Encoding: chunked",
                "Content-Length: 0\r\nContent-Length: 0",
                "Transfer-Encoding: identity, chunked",
                "X: a\r\n folded",
                "X: a\0b",
                "X : space",
                "X: bare\rreturn",
                "X: bare\nfeed",
            })
    @DisplayName("cases 15 and 17: what smuggles requests")
    void cases15And17(String lines) {
        var smuggled = "GET /loader.js HTTP/1.1\r\nHost: x\r\n\r\n";
        refused(good().replace(KEY, KEY + lines + "\r\n") + smuggled, 400, "malformed");
    }

    @Test
    @DisplayName("case 18: 9 KB of headers, 200 lines of headers, 5 KB of address")
    void case18() {
        refused(good().replace(KEY, KEY + "X: " + "x".repeat(9 << 10) + "\r\n"), 431, "headers");
        refused(good().replace(KEY, KEY + "X: y\r\n".repeat(200)), 431, "headers");
        refused("GET /" + "x".repeat(5 << 10) + " HTTP/1.1\r\nHost: x\r\n\r\n", 414, "uri");
    }

    @Test
    @DisplayName("case 20: HTTP/2 and TLS on the plain port")
    void case20() {
        refused("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "malformed");
        refused("\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003", 400, "malformed");
    }

    @Test
    @DisplayName("case 21: a silent socket is closed in time")
    void case21() {
        double before = node.edge().count("chat.handshakes", "result", "timeout");
        try (var socket = node.edge().dial()) {
            assertThat(socket.untilClosed()).isBetween(ofMillis(1_000), ofMillis(5_000));
        }
        Waiting.until(() -> node.edge().count("chat.handshakes", "result", "timeout") > before);
        nothingIsStored();
    }

    @Test
    @DisplayName("case 22: headers that drip are closed in the same time, drops notwithstanding")
    void case22() {
        double before = node.edge().count("chat.handshakes", "result", "timeout");
        long begin = System.nanoTime();
        try (var socket = node.edge().dial()) {
            var bytes = good().getBytes(US_ASCII);
            int sent = 0;
            while (sent < bytes.length && socket.trySend(new byte[] {bytes[sent]})) {
                sent++;
                java.util.concurrent.locks.LockSupport.parkNanos(ofMillis(100).toNanos());
            }
            socket.untilClosed();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(ofMillis(5_000));
            assertThat(sent).isLessThan(bytes.length);
        }
        Waiting.until(() -> node.edge().count("chat.handshakes", "result", "timeout") > before);
        nothingIsStored();
    }

    @Test
    @DisplayName("case 23: a body that drips after a 404 keeps nothing open")
    void case23() {
        double before = node.edge().count("chat.handshakes", "result", "method");
        try (var socket = node.edge().dial()) {
            socket.send("POST /nothing HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(socket.status()).isEqualTo(405);
            assertThat(socket.untilClosed()).isLessThan(ofMillis(500));
            Waiting.until(() -> !socket.trySend(new byte[] {'x'}));
        }
        assertThat(node.edge().count("chat.handshakes", "result", "method")).isEqualTo(before + 1);
        nothingIsStored();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "/../etc/passwd",
                "//v1/chat/x",
                "/v1/chat/%2e%2e",
                "/v1/chat/",
                "/widget/123456789abc/../../db/migration/V1__portals.sql",
                "/metrics",
                "/loader.js;jsessionid=1",
                "/v1/chat/00000000-0000-0000-0000-000000000000?token=x",
            })
    @DisplayName("case 27: other paths are not there")
    void case27(String path) {
        refused("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n", 404, "path");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"OPTIONS", "TRACE", "HEAD", "POST", "PURGE"})
    @DisplayName("case 28: other methods, without an echo")
    void case28(String method) {
        var head =
                refused(
                        method + " /loader.js HTTP/1.1\r\nHost: x\r\nX-Canary: echo\r\n\r\n",
                        405,
                        "method");
        assertThat(head).contains("allow: GET").doesNotContain("echo");
    }

    @Test
    @DisplayName("a portal that does not exist answers as one that forbids")
    void unknownPortal() {
        var unknown = VisitorEdge.upgrade(new PortalId(UUID.randomUUID()), ORIGIN);
        var forbidden = refused(good().replace(ORIGIN, "https://evil.example"), 403, "origin");
        assertThat(refused(unknown, 403, "origin")).isEqualTo(forbidden);
    }

    @Test
    @DisplayName("an extension that is offered is not taken")
    void case43() {
        try (var socket = node.edge().dial()) {
            socket.send(
                    good().replace(KEY, KEY + "Sec-WebSocket-Extensions: permessage-deflate\r\n"));
            assertThat(socket.head())
                    .startsWith("HTTP/1.1 101")
                    .doesNotContainIgnoringCase("extensions");
        }
    }

    /// @return the head of the answer
    private static String refused(String request, int status, String result) {
        double before = node.edge().count("chat.handshakes", "result", result);
        double upgraded = node.edge().count("chat.handshakes", "result", "upgraded");
        String head;
        try (var socket = node.edge().dial()) {
            socket.send(join(request.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)));
            head = socket.head();
            assertThat(head).startsWith("HTTP/1.1 " + status + " ").contains("connection: close");
            assertThat(socket.untilClosed()).isLessThan(ofMillis(2_000));
        }
        assertThat(node.edge().count("chat.handshakes", "result", result)).isEqualTo(before + 1);
        assertThat(node.edge().count("chat.handshakes", "result", "upgraded")).isEqualTo(upgraded);
        nothingIsStored();
        return head;
    }

    private static void nothingIsStored() {
        assertThat(node.rows()).isZero();
    }

    private static Duration ofMillis(long millis) {
        return Duration.ofMillis(millis);
    }

    private static String good() {
        return VisitorEdge.upgrade(node.portal(), ORIGIN);
    }
}
