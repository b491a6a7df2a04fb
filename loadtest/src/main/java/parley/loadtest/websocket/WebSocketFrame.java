package parley.loadtest.websocket;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/// The unit of RFC 6455 §5.2: what a client writes (masked) and what it reads (unmasked).
final class WebSocketFrame {
    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    private static final int LAST = 0x80;
    private static final int MASKED = 0x80;
    private static final int TWO_MORE_BYTES = 126;
    private static final int EIGHT_MORE_BYTES = 127;
    private static final int MAX_PAYLOAD = 4 * 1024 * 1024;

    private final boolean last;
    private final int opcode;
    private final byte[] payload;

    private WebSocketFrame(boolean last, int opcode, byte[] payload) {
        this.last = last;
        this.opcode = opcode;
        this.payload = payload;
    }

    /// Whether it ends its message.
    boolean last() {
        return last;
    }

    /// One of the constants above.
    int opcode() {
        return opcode;
    }

    /// Not copied.
    byte[] payload() {
        return payload;
    }

    /// The bytes of an unfragmented client's frame.
    ///
    /// @param mask any number; a proxy must not be able to guess it (RFC 6455 §10.3)
    static byte[] masked(int opcode, byte[] payload, int mask) {
        var bytes = ByteBuffer.allocate(14 + payload.length);
        bytes.put((byte) (LAST | opcode));
        if (payload.length < TWO_MORE_BYTES) {
            bytes.put((byte) (MASKED | payload.length));
        } else if (payload.length <= 0xFFFF) {
            bytes.put((byte) (MASKED | TWO_MORE_BYTES)).putShort((short) payload.length);
        } else {
            bytes.put((byte) (MASKED | EIGHT_MORE_BYTES)).putLong(payload.length);
        }
        bytes.putInt(mask);
        for (int i = 0; i < payload.length; i++) {
            bytes.put((byte) (payload[i] ^ (mask >>> (8 * (3 - i % 4)))));
        }
        var frame = new byte[bytes.position()];
        bytes.flip().get(frame);
        return frame;
    }

    /// Reads one server's frame; blocks until it is complete.
    ///
    /// @throws IOException if the connection ends, or the server breaks RFC 6455
    static WebSocketFrame read(DataInputStream in) throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        if ((first & 0x70) != 0 || (second & MASKED) != 0) {
            throw new IOException("the server set a reserved bit or a mask");
        }
        long length =
                switch (second) {
                    case TWO_MORE_BYTES -> in.readUnsignedShort();
                    case EIGHT_MORE_BYTES -> in.readLong();
                    default -> second;
                };
        if (length < 0 || length > MAX_PAYLOAD) {
            throw new IOException("the server announced " + length + " bytes");
        }
        var payload = new byte[(int) length];
        in.readFully(payload);
        return new WebSocketFrame((first & LAST) != 0, first & 0x0F, payload);
    }
}
