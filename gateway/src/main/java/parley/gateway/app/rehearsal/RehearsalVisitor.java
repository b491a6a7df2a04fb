package parley.gateway.app.rehearsal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import parley.protocol.value.PortalId;

/// A widget of the rehearsal: over a real socket, byte by byte what a browser says, in blocking
/// code on a thread of its own. It reads no more of the answers than it has to: the processor is
/// for those who are rehearsed.
final class RehearsalVisitor implements AutoCloseable {
    private static final int TEXT = 0x81;
    private static final int MASKED = 0x80;
    private static final int SHORT = 126;
    private static final int MASK = 0x5EED_5EED;
    private static final int MOST_READ = 16 << 10;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final byte[] SWITCHED = "HTTP/1.1 101 ".getBytes(US_ASCII);
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(US_ASCII);
    private static final byte[] READY = "\"type\":\"ready\"".getBytes(US_ASCII);
    private static final byte[] PONG = "\"type\":\"pong\"".getBytes(US_ASCII);
    private static final byte[] NACK = "\"type\":\"nack\"".getBytes(US_ASCII);

    private final Socket socket;
    private final InputStream in;
    private final PortalId portal;
    private final byte[] read;
    private int length;

    /// Connects and upgrades.
    ///
    /// @param upgrade by [#upgrade]
    /// @param buffer one visitor after the other may use the same
    RehearsalVisitor(InetSocketAddress gateway, PortalId portal, byte[] upgrade, byte[] buffer)
            throws IOException {
        this.portal = portal;
        this.read = buffer;
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
        socket.connect(gateway, Math.toIntExact(PATIENCE.toMillis()));
        in = socket.getInputStream();
        socket.getOutputStream().write(upgrade);
        awaits(END_OF_HEAD);
        if (!Arrays.equals(read, 0, SWITCHED.length, SWITCHED, 0, SWITCHED.length)) {
            var answer = new String(read, 0, length, US_ASCII);
            throw new IOException("the rehearsal's upgrade was refused: " + answer);
        }
    }

    /// What a browser sends to open a WebSocket.
    static byte[] upgrade(PortalId portal) {
        return """
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
                .getBytes(US_ASCII);
    }

    static byte[] buffer() {
        return new byte[MOST_READ];
    }

    /// Everything that a visit is made of, with a message into a conversation that is not there and
    /// one that begins one in a portal that is not there; nothing of it is stored.
    void visit(UUID tab, UUID message) throws IOException {
        connect(tab);
        say("{\"type\":\"page\",\"url\":\"" + RehearsalPortal.PAGE + "\"}");
        say("{\"type\":\"ping\",\"t\":1}");
        awaits(PONG);
        refused(message, "\"conv\":\"" + tab + "\",");
        refused(message, "");
    }

    private void refused(UUID message, String where) throws IOException {
        say(
                """
                {"type":"send","cmid":"%s",%s"kind":"text","body":"rehearsal"}\
                """
                        .formatted(message, where));
        awaits(NACK);
    }

    /// Looks at the page, is decided about, and is gone without a word.
    void glance(UUID tab) throws IOException {
        connect(tab);
        socket.setSoLinger(true, 0);
    }

    private void connect(UUID tab) throws IOException {
        say(
                """
                {"type":"connect","v":1,"portal":"%s","page":{"url":"%s"},"device":"desktop",\
                "tab":"%s"}\
                """
                        .formatted(portal, RehearsalPortal.PAGE, tab));
        awaits(READY);
    }

    /// Reads on until this came; what came before is of no interest.
    private void awaits(byte[] part) throws IOException {
        length = 0;
        int seen = 0;
        while (length < read.length) {
            int count = in.read(read, length, read.length - length);
            if (count < 0) {
                throw new IOException("the rehearsal was cut off");
            }
            length += count;
            for (; seen + part.length <= length; seen++) {
                if (Arrays.equals(read, seen, seen + part.length, part, 0, part.length)) {
                    return;
                }
            }
        }
        throw new IOException("the rehearsal waited for " + new String(part, US_ASCII));
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
