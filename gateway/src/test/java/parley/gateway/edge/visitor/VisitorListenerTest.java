package parley.gateway.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static parley.gateway.session.TestPortals.ORIGIN;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import parley.gateway.session.TestPortals;
import parley.gateway.transport.Transport;
import parley.protocol.value.PortalId;

@DisplayName("A visitor's connection, without a conversation")
class VisitorListenerTest {
    private static final PortalId PORTAL = new PortalId(UUID.randomUUID());
    private static final String CONNECT =
            """
            {"type":"connect","v":1,"portal":"%s","page":{"url":"https://shop.example/"},\
            "device":"desktop","lang":"en","tab":"%s"}\
            """;

    private static final NoStore STORE = new NoStore();
    private static VisitorEdge edge;

    @BeforeAll
    static void open() {
        var portals = new TestPortals().put(TestPortals.simple(PORTAL));
        edge =
                new VisitorEdge(
                        portals,
                        STORE.talking(),
                        new QuietBroker(),
                        VisitorEdge.config(),
                        VisitorEdge.open());
    }

    @AfterAll
    static void close() {
        edge.close();
    }

    @Test
    @DisplayName("is greeted, told what to show, and costs the store nothing")
    void connects() {
        try (var socket = edge.upgraded(PORTAL, ORIGIN)) {
            assertThat(socket.next("hello")).contains("\"hb\":55");
            socket.send(ClientBytes.text(connect()));
            var ready = socket.next("ready");
            assertThat(ready).contains("\"decision\":{").contains("\"token\":\"v1.k1.");
            socket.send(ClientBytes.text("{\"type\":\"ping\",\"t\":7}"));
            assertThat(socket.next("pong")).contains("\"t\":7");
            socket.send(ClientBytes.text("{\"type\":\"bye\"}"));
            assertThat(socket.closeCode()).isEqualTo(1000);
            assertThat(STORE.calls()).isZero();
        }
    }

    @Test
    @DisplayName("frames that come with the upgrade request are not lost")
    void pipelinedFirstFrame() {
        try (var socket = edge.dial()) {
            socket.send(
                    ClientBytes.join(
                            VisitorEdge.upgrade(PORTAL, ORIGIN)
                                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                            ClientBytes.text(connect()),
                            ClientBytes.text("{\"type\":\"ping\",\"t\":1}")));
            assertThat(socket.status()).isEqualTo(101);
            socket.next("hello");
            socket.next("ready");
            socket.next("pong");
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    @DisplayName("connects the same way over every transport that works here")
    void transports(Transport transport) {
        assumeTrue(transport.missing() == null, () -> String.valueOf(transport.missing()));
        var portals = new TestPortals().put(TestPortals.simple(PORTAL));
        try (var plain =
                        new VisitorEdge(
                                portals,
                                STORE.talking(),
                                new QuietBroker(),
                                VisitorEdge.config(),
                                VisitorEdge.open(),
                                transport);
                var socket = plain.upgraded(PORTAL, ORIGIN)) {
            socket.send(ClientBytes.text(connect()));
            assertThat(socket.next("ready")).contains("\"decision\":{");
        }
    }

    @Test
    @DisplayName("the answer to the upgrade is the one of RFC 6455")
    void acceptKey() {
        try (var socket = edge.dial()) {
            socket.send(VisitorEdge.upgrade(PORTAL, ORIGIN));
            assertThat(socket.head())
                    .startsWith("HTTP/1.1 101 ")
                    .contains("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
                    .doesNotContainIgnoringCase("sec-websocket-extensions");
        }
    }

    @Test
    @DisplayName("the loader is served to any site, and not again to whoever has it")
    void loader() {
        var request = "GET /loader.js HTTP/1.1\r\nHost: x\r\n%s\r\n";
        String etag;
        try (var socket = edge.dial()) {
            var head = socket.send(request.formatted("")).head();
            assertThat(head)
                    .startsWith("HTTP/1.1 200 OK")
                    .contains("access-control-allow-origin: *", "cache-control: no-cache");
            etag = head.replaceAll("(?s).*etag: (\"[^\"]+\").*", "$1");
        }
        try (var socket = edge.dial()) {
            socket.send(request.formatted("If-None-Match: " + etag + "\r\n"));
            assertThat(socket.status()).isEqualTo(304);
            socket.untilClosed();
        }
    }

    @Test
    @DisplayName("this build's files are kept for ever; under another build's name they are not")
    void builds() {
        String loader;
        try (var socket = edge.dial()) {
            socket.send("GET /loader.js HTTP/1.1\r\nHost: x\r\n\r\n").head();
            loader = new String(socket.bytes(3 * 1024), StandardCharsets.UTF_8);
        }
        var path = loader.replaceAll("(?s).*(/widget/[0-9a-f]{12}/widget\\.js).*", "$1");
        assertThat(cacheControl(path)).isEqualTo("public, max-age=31536000, immutable");
        assertThat(cacheControl("/widget/000000000000/widget.js")).isEqualTo("no-cache");
    }

    private static String cacheControl(String path) {
        try (var socket = edge.dial()) {
            var head = socket.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").head();
            assertThat(head).startsWith("HTTP/1.1 200 OK").contains("etag: \"");
            return head.replaceAll("(?s).*cache-control: ([^\r]+).*", "$1");
        }
    }

    private static String connect() {
        return CONNECT.formatted(PORTAL, UUID.randomUUID());
    }
}
