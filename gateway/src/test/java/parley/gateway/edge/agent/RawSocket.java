package parley.gateway.edge.agent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import parley.gateway.edge.EdgeNode;

/// A client that sends whatever bytes a test wants.
final class RawSocket implements AutoCloseable {
    static final int CUT = 1006;
    static final String UPGRADE =
            """
            GET /v1/agent HTTP/1.1
            Host: localhost
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            Sec-WebSocket-Version: 13

            """;

    private final Socket socket;

    RawSocket(EdgeNode node) throws IOException {
        socket = new Socket("127.0.0.1", node.port);
        socket.setSoTimeout(20_000);
    }

    /// Upgraded, with the `hello` read away.
    static RawSocket upgraded(EdgeNode node) throws IOException {
        var raw = new RawSocket(node);
        raw.send(UPGRADE.replace("\n", "\r\n"));
        if (!raw.head().startsWith("HTTP/1.1 101")) {
            throw new AssertionError("not upgraded");
        }
        return raw;
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /// A response's head.
    String head() throws IOException {
        var head = new StringBuilder();
        var in = socket.getInputStream();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return head.toString();
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /// Reads WebSocket frames until the close.
    ///
    /// @return its code, [#CUT] if the connection ended without
    int closeCode() throws IOException {
        var in = socket.getInputStream();
        try {
            while (true) {
                int first = in.read();
                if (first < 0) {
                    return CUT;
                }
                var payload = payload(in);
                if ((first & 0x0F) == 8) {
                    return payload.length < 2
                            ? 1005
                            : ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF);
                }
            }
        } catch (SocketException _) {
            return CUT;
        }
    }

    private static byte[] payload(InputStream in) throws IOException {
        int length = in.read();
        if (length == 126) {
            length = (in.read() << 8) | in.read();
        }
        return in.readNBytes(length);
    }

    /// A masked WebSocket frame, with a mask of zeros.
    ///
    /// @param first the first byte: FIN, RSV and opcode
    static byte[] frame(int first, byte[] payload) {
        return frame(first, payload, true);
    }

    static byte[] frame(int first, byte[] payload, boolean masked) {
        var out = new ByteArrayOutputStream();
        out.write(first);
        int mask = masked ? 0x80 : 0;
        if (payload.length < 126) {
            out.write(mask | payload.length);
        } else if (payload.length < 65_536) {
            out.write(mask | 126);
            out.write(payload.length >> 8);
            out.write(payload.length);
        } else {
            out.write(mask | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.write((int) ((long) payload.length >> shift));
            }
        }
        if (masked) {
            out.writeBytes(new byte[4]);
        }
        out.writeBytes(payload);
        return out.toByteArray();
    }

    /// Ends with RST instead of FIN.
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
