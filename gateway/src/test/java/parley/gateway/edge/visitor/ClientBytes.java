package parley.gateway.edge.visitor;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// WebSocket frames as a browser sends them, and as no browser would: every bit is the test's
/// choice.
final class ClientBytes {
    static final int FIN = 0x80;
    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    private static final int MASK = 0x37fa213d;

    private ClientBytes() {}

    static byte[] text(String text) {
        return frame(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /// A masked frame, its length in the shortest form.
    static byte[] frame(int first, byte[] payload) {
        return frame(first, payload, MASK);
    }

    static byte[] frame(int first, byte[] payload, int mask) {
        return join(header(first, payload.length), payload(payload, mask));
    }

    /// The first bytes of a masked frame, without mask and payload.
    static byte[] header(int first, long length) {
        if (length < 126) {
            return bytes(first, 0x80 | (int) length);
        }
        return length <= 0xFFFF
                ? join(bytes(first, 0x80 | 126), shortBytes((int) length))
                : join(bytes(first, 0x80 | 127), ByteBuffer.allocate(8).putLong(length).array());
    }

    static byte[] payload(byte[] payload, int mask) {
        var out = ByteBuffer.allocate(4 + payload.length).putInt(mask);
        for (int i = 0; i < payload.length; i++) {
            out.put((byte) (payload[i] ^ (mask >>> (24 - 8 * (i & 3)))));
        }
        return out.array();
    }

    static byte[] unmasked(int first, byte[] payload) {
        return join(bytes(first, payload.length), payload);
    }

    static byte[] close(int code, String reason) {
        return frame(FIN | CLOSE, join(shortBytes(code), reason.getBytes(StandardCharsets.UTF_8)));
    }

    static byte[] shortBytes(int value) {
        return bytes(value >>> 8, value);
    }

    static byte[] bytes(int... values) {
        var out = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            out[i] = (byte) values[i];
        }
        return out;
    }

    static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (var part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
