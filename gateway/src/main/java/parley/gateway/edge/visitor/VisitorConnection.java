package parley.gateway.edge.visitor;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import parley.gateway.session.VisitorSession;
import parley.protocol.frame.CloseCode;

/// The one handler of an upgraded connection: bytes in, to the session. What it sends, the session
/// writes to the channel as complete WebSocket frames, so that there is nothing else in the
/// pipeline.
final class VisitorConnection extends ChannelInboundHandlerAdapter implements WebSocketReader.Peer {
    private final VisitorSession session;
    private final WebSocketReader reader;
    private WebSocketReader.@Nullable Unfinished unfinished;

    /// @param reader shared by all connections
    VisitorConnection(VisitorSession session, WebSocketReader reader) {
        this.session = session;
        this.reader = reader;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) {
            read(bytes);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    /// Reads bytes, and releases them.
    void read(ByteBuf bytes) {
        int count = bytes.readableBytes();
        if (!session.listening()) {
            bytes.release();
            return;
        }
        unfinished = reader.read(bytes, unfinished, this);
        session.heard(count, unfinished != null);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        session.writabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (unfinished != null) {
            unfinished.release();
            unfinished = null;
        }
        session.gone();
    }

    /// A reset by the peer is no news; the rest is closed all the same.
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        session.failed(cause);
    }

    @Override
    public boolean listening() {
        return session.listening();
    }

    @Override
    public void text(ByteBuf utf8) {
        session.text(utf8);
    }

    @Override
    public void ping(ByteBuf payload) {
        session.ping(payload);
    }

    @Override
    public void pong() {
        session.pong();
    }

    @Override
    public void closed(int code) {
        session.closed(code);
    }

    @Override
    public void violated(CloseCode code, String why) {
        session.violated(code, why);
    }
}
