package parley.gateway.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static parley.gateway.session.TestPortals.ORIGIN;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import parley.gateway.CapturedLog;
import parley.gateway.Certificates;
import parley.gateway.edge.Tls;
import parley.gateway.edge.TlsConfig;
import parley.gateway.session.TestPortals;
import parley.protocol.value.PortalId;

@DisplayName("A visitor's connection in TLS")
class VisitorTlsTest {
    private static final PortalId PORTAL = new PortalId(UUID.randomUUID());
    private static final int CLIENT_HELLO = 1;

    private static Certificates certificates;
    private static SSLContext client;
    private static VisitorEdge edge;
    private static InetSocketAddress address;

    @BeforeAll
    static void open() throws IOException, GeneralSecurityException {
        certificates = Certificates.of("127.0.0.1");
        client = certificates.trusting();
        var portals = new TestPortals().put(TestPortals.simple(PORTAL));
        edge =
                new VisitorEdge(
                        portals,
                        new NoStore().talking(),
                        new QuietBroker(),
                        VisitorEdge.config(),
                        VisitorEdge.open());
        var tls =
                Tls.of(
                        new TlsConfig(
                                certificates.certificate().toString(),
                                certificates.key().toString()));
        assertThat(tls).isNotNull();
        address = edge.listen(tls);
    }

    @AfterAll
    static void close() {
        edge.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    @DisplayName("is greeted, decided about and closed as without")
    void connects(String protocol) throws IOException {
        try (var socket = new RawSocket(dialled(protocol))) {
            assertThat(socket.send(VisitorEdge.upgrade(PORTAL, ORIGIN)).status()).isEqualTo(101);
            socket.next("hello");
            socket.text(
                    """
                    {"type":"connect","v":1,"portal":"%s","page":{"url":"https://shop.example/"},\
                    "device":"desktop","lang":"en","tab":"%s"}\
                    """
                            .formatted(PORTAL, UUID.randomUUID()));
            assertThat(socket.next("ready")).contains("\"decision\":{");
            socket.text("{\"type\":\"bye\"}");
            assertThat(socket.closeCode()).isEqualTo(1000);
            socket.untilClosed();
        }
    }

    @Test
    @DisplayName("a file comes whole, and TLS says that it was all")
    void file() throws IOException {
        try (var socket = new RawSocket(dialled("TLSv1.3"))) {
            var head = socket.send("GET /loader.js HTTP/1.1\r\nHost: x\r\n\r\n").head();
            assertThat(head).startsWith("HTTP/1.1 200 OK");
            int length = Integer.parseInt(head.replaceAll("(?s).*content-length: (\\d+).*", "$1"));
            assertThat(socket.bytes(length)).hasSize(length);
            socket.untilClosed();
        }
    }

    @Test
    @DisplayName("case 47: nobody renegotiates")
    void renegotiation() throws IOException {
        try (var socket = dialled("TLSv1.2")) {
            socket.startHandshake();
            assertThatThrownBy(
                            () -> {
                                socket.startHandshake();
                                var _ = socket.getInputStream().read();
                            })
                    .isInstanceOf(SSLException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0300, 0x0301, 0x0302})
    @DisplayName("case 47: SSL 3.0, TLS 1.0 and 1.1 are refused, and nobody is told")
    void old(int version) {
        var hello =
                ByteBuffer.allocate(41)
                        .putShort((short) version)
                        .put(new byte[32]) // random
                        .put((byte) 0) // no session
                        .putShort((short) 2)
                        .putShort((short) 0xC013)
                        .put((byte) 1)
                        .put((byte) 0); // no compression
        refused(record(version, hello.position(), hello.flip()));
    }

    @Test
    @DisplayName("case 47: a ClientHello of 16 MiB is refused at its length")
    void endless() {
        refused(record(0x0301, 0xFF_FFFF, ByteBuffer.allocate(16_000)));
    }

    @Test
    @DisplayName("plain HTTP is refused")
    void plain() {
        refused(ByteBuffer.wrap(VisitorEdge.upgrade(PORTAL, ORIGIN).getBytes()));
    }

    /// Closed because of what came, not because nothing more did, and not a line in the log.
    private static void refused(ByteBuffer bytes) {
        double late = edge.count("chat.handshakes", "result", "timeout");
        try (var log = new CapturedLog();
                var socket = new RawSocket(address)) {
            var sent = new byte[bytes.remaining()];
            bytes.get(sent);
            socket.send(sent).untilClosed();
            assertThat(edge.count("chat.handshakes", "result", "timeout")).isEqualTo(late);
            assertThat(log.lines()).isEmpty();
        }
    }

    /// One record with the beginning of a ClientHello.
    ///
    /// @param length that the message claims
    private static ByteBuffer record(int version, int length, ByteBuffer content) {
        int size = content.remaining() + 4;
        return ByteBuffer.allocate(size + 5)
                .put((byte) 22)
                .putShort((short) version)
                .putShort((short) size)
                .putInt(CLIENT_HELLO << 24 | length)
                .put(content)
                .flip();
    }

    private static SSLSocket dialled(String protocol) throws IOException {
        var socket =
                (SSLSocket)
                        client.getSocketFactory()
                                .createSocket(address.getAddress(), address.getPort());
        socket.setEnabledProtocols(new String[] {protocol});
        return socket;
    }
}
