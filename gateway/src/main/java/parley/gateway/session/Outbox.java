package parley.gateway.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/// What waits to be written to one connection, bounded in bytes as Netty counts them, its own cost
/// per buffer included. Confined to the connection's event loop, which flushes it once a turn.
final class Outbox {
    private final Channel channel;
    private final SessionLoop loop;
    private boolean unflushed;

    Outbox(Channel channel, SessionLoop loop) {
        this.channel = channel;
        this.loop = loop;
    }

    /// What became of a frame.
    enum Offered {
        TAKEN,
        /// Not taken, by its [Overflow]; the frame was released.
        DROPPED,
        /// Not taken although it must arrive: the connection has to end.
        OVERFLOWN
    }

    Channel channel() {
        return channel;
    }

    /// Takes a complete WebSocket frame, and its ownership.
    ///
    /// @param maxBytes the bound for frames that must arrive; others are dropped as soon as the
    ///   peer lags (the high watermark)
    Offered offer(ByteBuf frame, Overflow overflow, int maxBytes) {
        boolean room =
                switch (overflow) {
                    case DISCONNECT -> hasRoomFor(frame.readableBytes(), maxBytes);
                    case DROP_NEWEST, CONFLATE -> channel.isWritable();
                };
        if (!room) {
            frame.release();
            return overflow == Overflow.DISCONNECT ? Offered.OVERFLOWN : Offered.DROPPED;
        }
        write(frame);
        return Offered.TAKEN;
    }

    /// Takes a close frame however full it is: there is one, and it is small.
    void last(ByteBuf close) {
        write(close);
        channel.flush();
    }

    boolean hasRoomFor(int bytes, int maxBytes) {
        return pendingBytes() + bytes <= maxBytes;
    }

    /// Bytes that the peer has not taken yet.
    long pendingBytes() {
        var pending = channel.unsafe().outboundBuffer();
        return pending == null ? 0 : pending.totalPendingWriteBytes();
    }

    void flush() {
        unflushed = false;
        channel.flush();
    }

    private void write(ByteBuf frame) {
        var _ = channel.write(frame, channel.voidPromise());
        if (!unflushed) {
            unflushed = true;
            loop.flushLater(this);
        }
    }
}
