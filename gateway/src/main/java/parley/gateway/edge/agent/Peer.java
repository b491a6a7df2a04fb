package parley.gateway.edge.agent;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import parley.gateway.session.Pressure;
import parley.protocol.frame.CloseCode;
import parley.protocol.frame.FrameEncoder;
import parley.protocol.frame.ServerFrame;

/// The other end of one connection: what waits for it is bounded in bytes as Netty counts them.
/// Confined to the connection's event loop.
final class Peer {
    private static final FrameEncoder ENCODER = new FrameEncoder();

    private final Channel channel;
    private final int maxBytes;
    private final Supplier<Pressure> pressure;
    private boolean closing;

    /// @param pressure how hard the node is pressed
    Peer(Channel channel, int maxBytes, Supplier<Pressure> pressure) {
        this.channel = channel;
        this.maxBytes = maxBytes;
        this.pressure = pressure;
    }

    EventLoop loop() {
        return channel.eventLoop();
    }

    /// Sends what must arrive. A peer that does not read is sent away with 4408: it resumes without
    /// loss.
    void send(ServerFrame frame) {
        if (closing) {
            return;
        }
        var bytes = ENCODER.encode(frame);
        if (pendingBytes() + bytes.length > maxBytes) {
            close(CloseCode.SLOW_CONSUMER, "reads too slowly");
            return;
        }
        write(bytes);
    }

    /// Sends what is worth nothing late: dropped while the peer lags, or the node is pressed.
    void sendEphemeral(ServerFrame frame) {
        if (!closing && channel.isWritable() && pressure.get().allowsEphemera()) {
            write(ENCODER.encode(frame));
        }
    }

    /// Ends the connection: the close frame goes out behind what waits, and one second later there
    /// is no connection, whatever the peer does. Closing twice is harmless.
    void close(CloseCode code, String reason) {
        close(code.code(), reason);
    }

    /// Answers the peer's own close, or ends the connection if that was the answer to ours.
    void answerClose(int code) {
        if (closing) {
            var _ = channel.close();
        } else {
            close(code, "");
        }
    }

    private void close(int code, String reason) {
        if (closing) {
            return;
        }
        closing = true;
        var _ = channel.writeAndFlush(new CloseWebSocketFrame(code, reason));
        var _ = loop().schedule(this::cut, 1, TimeUnit.SECONDS);
    }

    private void cut() {
        var _ = channel.close();
    }

    boolean closing() {
        return closing;
    }

    private void write(byte[] bytes) {
        var _ = channel.writeAndFlush(new TextWebSocketFrame(Unpooled.wrappedBuffer(bytes)));
    }

    /// Bytes that the peer has not taken yet; from any thread.
    long pendingBytes() {
        var pending = channel.unsafe().outboundBuffer();
        return pending == null ? 0 : pending.totalPendingWriteBytes();
    }
}
