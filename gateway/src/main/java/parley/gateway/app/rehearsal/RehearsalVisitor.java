package parley.gateway.app.rehearsal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import parley.protocol.value.PortalId;

/// A widget of the rehearsal: over a real socket, byte by byte what a browser says, in blocking
/// code on a thread of its own.
final class RehearsalVisitor implements AutoCloseable {
    private static final int TEXT = 0x81;
    private static final int MASKED = 0x80;
    private static final int SHORT = 126;
    private static final int MASK = 0x5EED_5EED;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Socket socket;
    private final DataInputStream in;
    private final PortalId portal;

    /// Connects and upgrades.
    RehearsalVisitor(InetSocketAddress gateway, PortalId portal) throws IOException {
        this.portal = portal;
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
        socket.connect(gateway, Math.toIntExact(PATIENCE.toMillis()));
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        socket.getOutputStream()
                .write(
                        """
                        GET /v1/chat/%s HTTP/1.1\r
                        Host: localhost\r
                        Connection: Upgrade\r
                        User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)\r
                        Upgrade: websocket\r
                        Origin: %s\r
                        Sec-WebSocket-Version: 13\r
                        Accept-Encoding: gzip, deflate, br, zstd\r
                        Accept-Language: en-US,en;q=0.9\r
                        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                        Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r
                        \r
                        """
                                .formatted(portal, RehearsalPortal.ORIGIN)
                                .getBytes(US_ASCII));
        skipHead();
    }

    /// Everything that a visit is made of; nothing of it is stored.
    void visit(UUID tab, UUID message) throws IOException {
        connect(tab);
        say("{\"type\":\"page\",\"url\":\"" + RehearsalPortal.PAGE + "\"}");
        say("{\"type\":\"ping\",\"t\":1}");
        awaits("\"type\":\"pong\"");
        say(
                """
                {"type":"send","cmid":"%s","conv":"%s","kind":"text","body":"rehearsal"}\
                """
                        .formatted(message, tab));
        awaits("\"type\":\"nack\"");
    }

    /// Connects, and is decided about.
    void connect(UUID tab) throws IOException {
        say(
                """
                {"type":"connect","v":1,"portal":"%s","page":{"url":"%s"},"device":"desktop",\
                "tab":"%s"}\
                """
                        .formatted(portal, RehearsalPortal.PAGE, tab));
        awaits("\"type\":\"ready\"");
    }

    /// Reads on until a frame has this in it.
    void awaits(String part) throws IOException {
        while (!frame().contains(part)) {
            // What comes before it is of no interest.
        }
    }

    private void skipHead() throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        if (head.indexOf("HTTP/1.1 101 ") != 0) {
            throw new IOException("the rehearsal's upgrade was refused: " + head);
        }
    }

    private String frame() throws IOException {
        int _ = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        var payload = new byte[length == SHORT ? in.readUnsignedShort() : length];
        in.readFully(payload);
        return new String(payload, UTF_8);
    }

    private void say(String text) throws IOException {
        var payload = text.getBytes(UTF_8);
        var frame = ByteBuffer.allocate(8 + payload.length).put((byte) TEXT);
        if (payload.length < SHORT) {
            frame.put((byte) (MASKED | payload.length));
        } else {
            frame.put((byte) (MASKED | SHORT)).putShort((short) payload.length);
        }
        frame.putInt(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ (MASK >>> (24 - 8 * (i & 3)))));
        }
        socket.getOutputStream().write(frame.array(), 0, frame.position());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
