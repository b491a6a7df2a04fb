package parley.gateway.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/// Complete WebSocket frames as a server sends them (RFC 6455 §5.2): final, unmasked, header and
/// payload in one direct buffer, so that nothing below needs an encoder or a copy.
final class WebSocketFrames {
    private static final int FINAL_TEXT = 0x81;
    private static final int FINAL_CLOSE = 0x88;
    private static final int FINAL_PONG = 0x8A;
    private static final int MAX_REASON_BYTES = 123;

    private WebSocketFrames() {}

    static ByteBuf text(ByteBufAllocator buffers, byte[] message) {
        return header(buffers, FINAL_TEXT, message.length).writeBytes(message);
    }

    /// @param payload copied
    static ByteBuf pong(ByteBufAllocator buffers, ByteBuf payload) {
        return header(buffers, FINAL_PONG, payload.readableBytes())
                .writeBytes(payload, payload.readerIndex(), payload.readableBytes());
    }

    /// @param reason ASCII, at most 123 characters
    static ByteBuf close(ByteBufAllocator buffers, int code, String reason) {
        if (reason.length() > MAX_REASON_BYTES) {
            throw new IllegalArgumentException("reason: " + reason.length() + " characters");
        }
        var frame = header(buffers, FINAL_CLOSE, 2 + reason.length()).writeShort(code);
        frame.writeCharSequence(reason, StandardCharsets.US_ASCII);
        return frame;
    }

    /// A close without a code, for whoever sent none.
    static ByteBuf close(ByteBufAllocator buffers) {
        return header(buffers, FINAL_CLOSE, 0);
    }

    private static ByteBuf header(ByteBufAllocator buffers, int first, int length) {
        int bytes = length < 126 ? 2 : length <= 0xFFFF ? 4 : 10;
        var frame = buffers.directBuffer(bytes + length, bytes + length).writeByte(first);
        return switch (bytes) {
            case 2 -> frame.writeByte(length);
            case 4 -> ByteBufUtil.writeShortBE(frame.writeByte(126), length);
            default -> frame.writeByte(127).writeLong(length);
        };
    }
}
