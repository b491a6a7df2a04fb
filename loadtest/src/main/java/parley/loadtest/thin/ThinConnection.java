package parley.loadtest.thin;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/// Upgrades, and tells what comes. Keeps bytes only while a frame is in pieces. Confined to its
/// event loop.
public abstract class ThinConnection extends ChannelInboundHandlerAdapter {
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(US_ASCII);
    private static final byte[] SWITCHING = "HTTP/1.1 101".getBytes(US_ASCII);

    private boolean upgraded;
    private @Nullable ByteBuf rest;
    private @Nullable Channel channel;

    /// The request to send first; see [Wire#upgrade].
    protected abstract ByteBuf upgrade();

    /// A text message came, the bytes from `from` to before `to`.
    protected abstract void text(ByteBuf in, int from, int to);

    /// The gateway said why it closes.
    protected abstract void closed(int code, String reason);

    /// Something went wrong; [#ended] follows.
    protected abstract void failed(Throwable cause);

    /// TCP ended.
    protected abstract void ended();

    /// Sends a frame made by [Wire]; dropped while there is no connection.
    public final void write(ByteBuf frame) {
        if (channel != null) {
            var _ = channel.writeAndFlush(frame, channel.voidPromise());
        } else {
            frame.release();
        }
    }

    /// Ends TCP.
    public final void close() {
        if (channel != null) {
            var _ = channel.close();
        }
    }

    @Override
    public final void channelActive(ChannelHandlerContext context) {
        channel = context.channel();
        write(upgrade());
    }

    @Override
    public final void channelInactive(ChannelHandlerContext context) {
        if (rest != null) {
            rest.release();
            rest = null;
        }
        ended();
    }

    @Override
    public final void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        failed(cause);
        var _ = context.close();
    }

    @Override
    public final void channelRead(ChannelHandlerContext context, Object message) {
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
            failed(new IllegalStateException(in.toString(in.readerIndex(), line, US_ASCII)));
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
            closed(
                    length >= 2 ? in.getUnsignedShort(start + head) : 1005,
                    in.toString(
                            start + head + Math.min(2, length), Math.max(0, length - 2), UTF_8));
        } else {
            text(in, start + head, start + head + length);
        }
        in.readerIndex(start + head + length);
        return true;
    }
}
