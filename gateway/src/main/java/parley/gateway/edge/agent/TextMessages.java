package parley.gateway.edge.agent;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.protocol.frame.CloseCode;

/// Makes complete text messages of WebSocket frames and hands them to the session, one at a time.
/// Everything else ends here: control frames are answered, what breaks a limit closes the
/// connection with the code that says so. The last handler that sees the peer's frames.
final class TextMessages extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(TextMessages.class);
    private static final int MAX_FRAGMENTS = 16;
    private static final int CONTROLS_PER_SECOND = 10;
    private static final int NO_STATUS = 1005;
    private static final int NORMAL = 1000;

    private final int maxBytes;
    private final AgentSession session;
    private final Peer peer;
    private @Nullable CompositeByteBuf fragments;
    private long second;
    private int controls;

    TextMessages(int maxBytes, AgentSession session, Peer peer) {
        this.maxBytes = maxBytes;
        this.session = session;
        this.peer = peer;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof WebSocketFrame frame)) {
            context.fireChannelRead(message);
            return;
        }
        try {
            if (!peer.closing() || frame instanceof CloseWebSocketFrame) {
                read(context, frame);
            }
        } finally {
            ReferenceCountUtil.release(frame);
        }
    }

    private void read(ChannelHandlerContext context, WebSocketFrame frame) {
        session.heard();
        switch (frame) {
            case TextWebSocketFrame text -> data(context, text);
            case ContinuationWebSocketFrame more -> data(context, more);
            case CloseWebSocketFrame close -> closed(close);
            case PingWebSocketFrame ping -> {
                countControl();
                if (!peer.closing()) {
                    var _ = context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
                }
            }
            case PongWebSocketFrame _ -> countControl();
            case BinaryWebSocketFrame _ ->
                    session.violated(CloseCode.UNSUPPORTED_DATA, "text only");
            default -> session.violated(CloseCode.PROTOCOL_ERROR, "unknown frame");
        }
    }

    private void data(ChannelHandlerContext context, WebSocketFrame frame) {
        var content = frame.content();
        var before = fragments;
        if (before == null && frame.isFinalFragment()) {
            deliver(content);
            return;
        }
        var joined = before == null ? context.alloc().compositeBuffer(MAX_FRAGMENTS) : before;
        fragments = joined;
        if (joined.numComponents() == MAX_FRAGMENTS
                || joined.readableBytes() + content.readableBytes() > maxBytes) {
            session.violated(CloseCode.TOO_BIG, "at most " + maxBytes + " bytes in 16 fragments");
            return;
        }
        joined.addComponent(true, content.retain());
        if (before == null) {
            session.fragmentBegan();
        }
        if (frame.isFinalFragment()) {
            deliver(joined);
            drop();
        }
    }

    private void deliver(ByteBuf text) {
        session.fragmentEnded();
        if (text.readableBytes() > maxBytes) {
            session.violated(CloseCode.TOO_BIG, "at most " + maxBytes + " bytes");
        } else {
            session.text(ByteBufUtil.getBytes(text));
        }
    }

    /// A close frame without a status is answered with 1000: 1005 must not be sent.
    private void closed(CloseWebSocketFrame close) {
        int code = close.statusCode();
        session.peerCloses(code);
        peer.answerClose(code < 0 || code == NO_STATUS ? NORMAL : code);
    }

    private void countControl() {
        long now = session.seconds();
        if (now != second) {
            second = now;
            controls = 0;
        }
        controls++;
        if (controls > CONTROLS_PER_SECOND) {
            session.close(CloseCode.POLICY, "too many control frames");
        }
    }

    /// What the decoder throws says which code to close with.
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            int code = corrupted.closeStatus().code();
            session.violated(
                    code == CloseCode.TOO_BIG.code() ? CloseCode.TOO_BIG : CloseCode.PROTOCOL_ERROR,
                    "");
            return;
        }
        if (!(cause instanceof IOException)) {
            LOG.warn("an agent's connection failed", cause);
        }
        var _ = context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        drop();
        session.ended();
        context.fireChannelInactive();
    }

    private void drop() {
        if (fragments != null) {
            fragments.release();
            fragments = null;
        }
    }
}
