package parley.gateway.edge.visitor;

import static parley.protocol.frame.CloseCode.BAD_UTF8;
import static parley.protocol.frame.CloseCode.PROTOCOL_ERROR;
import static parley.protocol.frame.CloseCode.TOO_BIG;
import static parley.protocol.frame.CloseCode.UNSUPPORTED_DATA;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import parley.protocol.frame.CloseCode;

/// Cuts a browser's bytes into text messages and control frames (RFC 6455 §5). It keeps nothing:
/// what a read leaves over is handed back as [Unfinished], so that an idle connection holds no
/// decoder.
///
/// No extension is ever negotiated, so every RSV bit is an error. A length is judged before the
/// bytes it announces are waited for: nothing beyond the limit is ever buffered.
final class WebSocketReader {
    private static final int CONTINUATION = 0x0;
    private static final int TEXT = 0x1;
    private static final int BINARY = 0x2;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;

    private static final int MAX_CONTROL_BYTES = 125;
    private static final int MASK_BYTES = 4;
    private static final int NO_STATUS = 1005;

    private final int maxMessageBytes;
    private final int maxFragments;

    /// @param maxMessageBytes of one text message, all its fragments together
    /// @param maxFragments of one text message
    WebSocketReader(int maxMessageBytes, int maxFragments) {
        this.maxMessageBytes = maxMessageBytes;
        this.maxFragments = maxFragments;
    }

    /// What a peer said. After [#violated] and [#closed] nothing more is called.
    interface Peer {
        /// Whether bytes are still listened to; asked before every WebSocket frame.
        boolean listening();

        /// One complete text message of valid UTF-8. The buffer is the reader's: copy what is kept.
        void text(ByteBuf utf8);

        /// The buffer is the reader's: copy what is kept.
        void ping(ByteBuf payload);

        void pong();

        /// @param code 1005 if the peer gave none
        void closed(int code);

        void violated(CloseCode code, String why);
    }

    /// Reads what came, and releases it.
    ///
    /// @param rest what the last read returned
    /// @return what waits for more bytes; null if nothing does
    @SuppressWarnings("ReferenceEquality") // whether it is the very buffer
    @Nullable Unfinished read(ByteBuf received, @Nullable Unfinished rest, Peer peer) {
        var state = rest == null ? new Unfinished() : rest;
        var in = state.joined(received);
        try {
            while (peer.listening() && readFrame(in, state, peer)) {}
            if (peer.listening()) {
                state.keep(in, in != received);
            } else {
                state.release();
            }
        } finally {
            in.release();
        }
        return state.isEmpty() ? null : state;
    }

    /// @return false if the frame is not complete yet, or there will be no other
    private boolean readFrame(ByteBuf in, Unfinished state, Peer peer) {
        if (in.readableBytes() < 2) {
            return false;
        }
        int start = in.readerIndex();
        int first = in.getUnsignedByte(start);
        int second = in.getUnsignedByte(start + 1);
        var broken = brokenRule(first, second, state);
        if (broken != null) {
            peer.violated(PROTOCOL_ERROR, broken);
            return false;
        }
        if (opcode(first) == BINARY) {
            peer.violated(UNSUPPORTED_DATA, "binary message");
            return false;
        }
        int lengthBytes = lengthBytes(second & 0x7F);
        if (in.readableBytes() < 2 + lengthBytes) {
            return false;
        }
        long length = length(in, start + 2, second & 0x7F);
        if (!fits(first, second & 0x7F, length, state, peer)) {
            return false;
        }
        int header = 2 + lengthBytes + MASK_BYTES;
        if (in.readableBytes() < header + length) {
            return false;
        }
        int payload = start + header;
        unmask(in, payload, (int) length, in.getInt(payload - MASK_BYTES));
        in.readerIndex(payload + (int) length);
        handle(first, in.slice(payload, (int) length), state, peer);
        return true;
    }

    private static @Nullable String brokenRule(int first, int second, Unfinished state) {
        int opcode = opcode(first);
        if ((first & 0x70) != 0) {
            return "reserved bit";
        }
        if ((second & 0x80) == 0) {
            return "not masked";
        }
        return switch (opcode) {
            case CONTINUATION -> state.inMessage() ? null : "continuation of nothing";
            case TEXT, BINARY -> state.inMessage() ? "message inside a message" : null;
            case CLOSE, PING, PONG ->
                    isFinal(first) && (second & 0x7F) <= MAX_CONTROL_BYTES
                            ? null
                            : "control frame fragmented or too long";
            default -> "reserved opcode";
        };
    }

    private boolean fits(int first, int shortLength, long length, Unfinished state, Peer peer) {
        boolean shortest =
                shortLength < 126 || (shortLength == 126 ? length > 125 : length > 0xFFFF);
        if (length < 0 || !shortest) {
            peer.violated(PROTOCOL_ERROR, "length not in its shortest form");
            return false;
        }
        if (opcode(first) > BINARY) {
            return true;
        }
        if (length > maxMessageBytes - state.messageBytes()) {
            peer.violated(TOO_BIG, "message over " + maxMessageBytes + " bytes");
            return false;
        }
        if (state.fragments == maxFragments) {
            peer.violated(TOO_BIG, "message of more than " + maxFragments + " fragments");
            return false;
        }
        return true;
    }

    private static void handle(int first, ByteBuf payload, Unfinished state, Peer peer) {
        switch (opcode(first)) {
            case PING -> peer.ping(payload);
            case PONG -> peer.pong();
            case CLOSE -> close(payload, peer);
            default -> data(isFinal(first), payload, state, peer);
        }
    }

    private static void data(boolean isLast, ByteBuf payload, Unfinished state, Peer peer) {
        if (isLast && !state.inMessage()) {
            text(payload, peer);
            return;
        }
        state.add(payload);
        if (isLast) {
            var message = state.takeMessage();
            try {
                text(message, peer);
            } finally {
                message.release();
            }
        }
    }

    private static void text(ByteBuf message, Peer peer) {
        if (isUtf8(message, message.readerIndex(), message.readableBytes())) {
            peer.text(message);
        } else {
            peer.violated(BAD_UTF8, "text is not UTF-8");
        }
    }

    private static void close(ByteBuf payload, Peer peer) {
        int length = payload.readableBytes();
        if (length == 0) {
            peer.closed(NO_STATUS);
            return;
        }
        int code = length == 1 ? 0 : payload.getUnsignedShort(payload.readerIndex());
        if (!mayBeSent(code)) {
            peer.violated(PROTOCOL_ERROR, "close code");
        } else if (!isUtf8(payload, payload.readerIndex() + 2, length - 2)) {
            peer.violated(BAD_UTF8, "close reason is not UTF-8");
        } else {
            peer.closed(code);
        }
    }

    /// RFC 6455 §7.4: what a peer may put into a close frame.
    private static boolean mayBeSent(int code) {
        return (code >= 3000 && code <= 4999)
                || (code >= 1000 && code <= 1014 && (code < 1004 || code > 1006));
    }

    private static boolean isUtf8(ByteBuf buffer, int index, int length) {
        return ByteBufUtil.isText(buffer, index, length, StandardCharsets.UTF_8);
    }

    private static void unmask(ByteBuf buffer, int index, int length, int mask) {
        int end = index + length;
        int at = index;
        for (; at + 4 <= end; at += 4) {
            buffer.setInt(at, buffer.getInt(at) ^ mask);
        }
        for (int shift = 24; at < end; at++, shift -= 8) {
            buffer.setByte(at, buffer.getByte(at) ^ (mask >>> shift));
        }
    }

    private static int lengthBytes(int shortLength) {
        return shortLength < 126 ? 0 : shortLength == 126 ? 2 : 8;
    }

    private static long length(ByteBuf in, int index, int shortLength) {
        return switch (shortLength) {
            case 126 -> in.getUnsignedShort(index);
            case 127 -> in.getLong(index);
            default -> shortLength;
        };
    }

    private static int opcode(int first) {
        return first & 0x0F;
    }

    private static boolean isFinal(int first) {
        return (first & 0x80) != 0;
    }

    /// The bytes of one incomplete WebSocket frame and of one incomplete message. Exists only while
    /// there are such; owns its buffers.
    static final class Unfinished {
        private @Nullable ByteBuf frame;
        private @Nullable ByteBuf message;
        private int fragments;

        /// Gives the buffers back; harmless when there are none.
        void release() {
            if (frame != null) {
                frame.release();
                frame = null;
            }
            if (message != null) {
                message.release();
                message = null;
            }
            fragments = 0;
        }

        private boolean isEmpty() {
            return frame == null && message == null;
        }

        private boolean inMessage() {
            return message != null;
        }

        private int messageBytes() {
            return message == null ? 0 : message.readableBytes();
        }

        private void add(ByteBuf payload) {
            if (message == null) {
                message = payload.alloc().buffer(Math.max(256, 2 * payload.readableBytes()));
            }
            message.writeBytes(payload);
            fragments++;
        }

        private ByteBuf takeMessage() {
            var whole = message;
            if (whole == null) {
                throw new IllegalStateException("no message is unfinished");
            }
            message = null;
            fragments = 0;
            return whole;
        }

        /// The bytes left over from before, followed by those received, which are released if
        /// copied.
        private ByteBuf joined(ByteBuf received) {
            var before = frame;
            if (before == null) {
                return received;
            }
            frame = null;
            try {
                return before.writeBytes(received);
            } finally {
                received.release();
            }
        }

        /// Keeps what is left: a buffer of ours as it is, of a read buffer a small copy, which
        /// would stay pinned for a few bytes else.
        private void keep(ByteBuf in, boolean own) {
            int left = in.readableBytes();
            if (left > 0) {
                frame =
                        own
                                ? in.discardReadBytes().retain()
                                : in.alloc().buffer(left + 256).writeBytes(in);
            }
        }
    }
}
