package parley.loadtest.capacity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// One widget: upgrades, greets, and tells the crowd what comes. Keeps bytes only while a frame is
/// in pieces. Confined to the crowd's event loop.
final class Widget extends ChannelInboundHandlerAdapter {
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(US_ASCII);
    private static final byte[] SWITCHING = "HTTP/1.1 101".getBytes(US_ASCII);
    private static final byte[] TYPE = "{\"type\":\"".getBytes(US_ASCII);
    private static final byte[] READY = "ready\"".getBytes(US_ASCII);
    private static final byte[] HELLO = "hello\"".getBytes(US_ASCII);
    private static final byte[] PONG = "pong\"".getBytes(US_ASCII);
    private static final byte[] ACK = "ack\"".getBytes(US_ASCII);
    private static final byte[] NACK = "nack\"".getBytes(US_ASCII);
    private static final byte[] DECISION = "decision\"".getBytes(US_ASCII);
    private static final byte[] T = "\"t\":".getBytes(US_ASCII);
    private static final byte[] CODE = "\"code\":\"".getBytes(US_ASCII);
    private static final byte[] CONV = "\"conv\":\"".getBytes(US_ASCII);
    private static final int UUID_CHARS = 36;
    private static final int MOST_UNACKED = 64;

    private final Crowd crowd;
    private final int number;
    private final long dialled;
    private boolean upgraded;
    private boolean ready;
    private @Nullable ByteBuf rest;
    private @Nullable Channel channel;
    private @Nullable String conversation;

    /// Sends whose ack is awaited, one at a time: the first is on the wire.
    private @Nullable Deque<Long> unacked;

    Widget(Crowd crowd, int number, long dialled) {
        this.crowd = crowd;
        this.number = number;
        this.dialled = dialled;
    }

    boolean ready() {
        return ready;
    }

    /// Sends a message, now or when those before it are acked.
    ///
    /// @param due when it should have been sent, its name
    /// @return false if too many wait already
    boolean send(long due) {
        if (unacked == null) {
            unacked = new ArrayDeque<>();
        }
        if (unacked.size() >= MOST_UNACKED) {
            return false;
        }
        unacked.add(due);
        if (unacked.size() == 1) {
            first();
        }
        return true;
    }

    private void first() {
        if (unacked != null && !unacked.isEmpty()) {
            write(crowd.message(number, conversation, unacked.getFirst()));
        }
    }

    void write(ByteBuf frame) {
        if (channel != null) {
            var _ = channel.writeAndFlush(frame, channel.voidPromise());
        }
    }

    void close() {
        if (channel != null) {
            var _ = channel.close();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = context.channel();
        write(crowd.upgrade());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (rest != null) {
            rest.release();
            rest = null;
        }
        crowd.ended(this, ready);
        ready = false;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        crowd.failed(cause);
        var _ = context.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var in = (ByteBuf) message;
        if (rest != null) {
            rest.writeBytes(in);
            in.release();
            in = rest;
            rest = null;
        }
        try {
            if (upgraded || switched(in)) {
                while (frame(in)) {}
            }
            if (in.isReadable()) {
                rest = context.alloc().heapBuffer(in.readableBytes() + 256).writeBytes(in);
            }
        } finally {
            in.release();
        }
    }

    private boolean switched(ByteBuf in) {
        int end = Wire.find(in, in.readerIndex(), in.writerIndex(), HEAD_END);
        if (end < 0) {
            return false;
        }
        if (!Wire.at(in, in.readerIndex(), SWITCHING)) {
            int line = Math.min(40, end - in.readerIndex());
            crowd.failed(new IllegalStateException(in.toString(in.readerIndex(), line, US_ASCII)));
            in.skipBytes(in.readableBytes());
            close();
            return false;
        }
        in.readerIndex(end + HEAD_END.length);
        upgraded = true;
        return true;
    }

    /// Takes one whole frame of a server, which has no mask.
    private boolean frame(ByteBuf in) {
        if (in.readableBytes() < 2) {
            return false;
        }
        int start = in.readerIndex();
        int length = in.getByte(start + 1) & 0x7f;
        int head = length == 126 ? 4 : length == 127 ? 10 : 2;
        if (in.readableBytes() < head) {
            return false;
        }
        if (length == 126) {
            length = in.getUnsignedShort(start + 2);
        } else if (length == 127) {
            length = Math.toIntExact(in.getLong(start + 2));
        }
        if (in.readableBytes() < head + length) {
            return false;
        }
        if ((in.getByte(start) & 0x0f) == 8) {
            crowd.closed(
                    length >= 2 ? in.getUnsignedShort(start + head) : 1005,
                    in.toString(
                            start + head + Math.min(2, length), Math.max(0, length - 2), UTF_8));
        } else {
            text(in, start + head, start + head + length);
        }
        in.readerIndex(start + head + length);
        return true;
    }

    private void text(ByteBuf in, int from, int to) {
        if (!Wire.at(in, from, TYPE)) {
            return;
        }
        int type = from + TYPE.length;
        if (Wire.at(in, type, HELLO)) {
            // Later ones only change the heartbeat.
            if (!ready) {
                write(crowd.connect(number));
            }
        } else if (Wire.at(in, type, READY)) {
            ready = true;
            crowd.ready(this, dialled);
        } else if (Wire.at(in, type, PONG)) {
            crowd.pong(number(in, Wire.find(in, type, to, T) + T.length));
        } else if (Wire.at(in, type, ACK)) {
            acked(in, type, to);
        } else if (Wire.at(in, type, NACK)) {
            int code = Wire.find(in, type, to, CODE) + CODE.length;
            // Not known to be stored: the same again.
            crowd.later(this::first);
            crowd.refused(in.toString(code, Math.min(12, to - code), US_ASCII));
        } else if (Wire.at(in, type, DECISION)) {
            crowd.pushed();
        }
    }

    private void acked(ByteBuf in, int from, int to) {
        if (conversation == null) {
            int at = Wire.find(in, from, to, CONV) + CONV.length;
            conversation = in.toString(at, UUID_CHARS, US_ASCII);
            crowd.began(conversation);
        }
        if (unacked != null && !unacked.isEmpty()) {
            crowd.acked(unacked.removeFirst());
            first();
        }
    }

    private static long number(ByteBuf in, int from) {
        long number = 0;
        for (int i = from; in.getByte(i) >= '0' && in.getByte(i) <= '9'; i++) {
            number = number * 10 + in.getByte(i) - '0';
        }
        return number;
    }
}
