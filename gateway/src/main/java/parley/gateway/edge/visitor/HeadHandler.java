package parley.gateway.edge.visitor;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.session.VisitorSession;

/// A connection until its request is answered. The whole head must come within the deadline,
/// however it drips; then the connection becomes a WebSocket, or one answer is sent and it ends.
final class HeadHandler extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(HeadHandler.class);

    private static final int LINGER_MS = 1_000;

    private final Gate gate;
    private @Nullable ByteBuf received;
    private @Nullable Future<?> deadline;
    private boolean answered;

    HeadHandler(Gate gate) {
        this.gate = gate;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        closeIn(ctx, gate.config().headersWithin().toMillis());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (answered || !(message instanceof ByteBuf more)) {
            ReferenceCountUtil.release(message);
            return;
        }
        var all = received == null ? more : joined(received, more);
        received = all;
        switch (RequestHead.read(all)) {
            case RequestHead.Read.Incomplete _ -> {}
            case RequestHead.Read.Refused(var status) -> refuse(ctx, status, status.result());
            case RequestHead.Read.Complete(var head) -> answer(ctx, head);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!answered) {
            gate.metrics().count(deadline == null ? "timeout" : "gone");
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (deadline != null) {
            var _ = deadline.cancel(false);
        }
        if (received != null) {
            received.release();
            received = null;
        }
    }

    /// A reset by the peer, or TLS that it does not speak, is no news; anything else is a bug, told
    /// without its bytes.
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException) && !(cause.getCause() instanceof SSLException)) {
            LOG.warn("a connection failed before its upgrade", cause);
        }
        var _ = ctx.close();
    }

    private void answer(ChannelHandlerContext ctx, RequestHead head) {
        var peer = ((InetSocketAddress) ctx.channel().remoteAddress()).getAddress();
        switch (gate.handshake().judge(head, peer)) {
            case Handshake.Verdict.Refuse(var status, var why) -> refuse(ctx, status, why);
            case Handshake.Verdict.File(var file, var forEver) -> {
                gate.metrics().count(HttpStatus.OK.result());
                lastAnswer(ctx, FileAnswer.of(file, forEver, head));
            }
            case Handshake.Verdict.Upgrade upgrade -> upgrade(ctx, upgrade, head, peer);
        }
    }

    private void refuse(ChannelHandlerContext ctx, HttpStatus status, String why) {
        gate.metrics().count(why);
        lastAnswer(ctx, Answers.refusal(status));
    }

    /// What came behind the request is the first WebSocket frame, and goes to the new handler in
    /// this same turn of the loop, behind nothing and before everything else.
    private void upgrade(
            ChannelHandlerContext ctx,
            Handshake.Verdict.Upgrade upgrade,
            RequestHead head,
            InetAddress peer) {
        answered = true;
        gate.metrics().count("upgraded");
        var channel = ctx.channel();
        var _ = channel.write(Answers.switching(upgrade.key()), channel.voidPromise());
        var session =
                gate.sessions()
                        .open(channel, upgrade.portal(), upgrade.origin(), upgrade.country());
        var rest = received;
        received = null;
        session.drawnBy(gate.handshake().lot(head, peer));
        become(ctx, session, rest);
    }

    private void become(ChannelHandlerContext ctx, VisitorSession session, @Nullable ByteBuf rest) {
        var connection = new VisitorConnection(session, gate.reader());
        var pipeline = ctx.pipeline();
        pipeline.replace(this, null, connection);
        session.opened();
        if (rest != null && rest.isReadable()) {
            connection.read(rest);
        } else if (rest != null) {
            rest.release();
        }
    }

    /// Sends the answer and FIN; a peer that goes on sending is not listened to, and gone in a
    /// second. To close at once would send RST and take the answer away from a peer that is still
    /// sending.
    private void lastAnswer(ChannelHandlerContext ctx, ByteBuf answer) {
        answered = true;
        if (received != null) {
            received.release();
            received = null;
        }
        var _ =
                ctx.writeAndFlush(answer)
                        .addListener((ChannelFuture it) -> {
                            if (it.channel() instanceof DuplexChannel duplex
                                    && !encrypted(duplex)) {
                                var _ = duplex.shutdownOutput();
                            } else {
                                var _ = it.channel().close();
                            }
                        });
        closeIn(ctx, LINGER_MS);
    }

    /// TLS says its own farewell.
    private static boolean encrypted(Channel channel) {
        return channel.pipeline().get(SslHandler.class) != null;
    }

    private void closeIn(ChannelHandlerContext ctx, long millis) {
        if (deadline != null) {
            var _ = deadline.cancel(false);
        }
        deadline =
                ctx.executor()
                        .schedule(
                                () -> {
                                    deadline = null;
                                    var _ = ctx.close();
                                },
                                millis,
                                TimeUnit.MILLISECONDS);
    }

    private static ByteBuf joined(ByteBuf before, ByteBuf more) {
        try {
            return before.writeBytes(more);
        } finally {
            more.release();
        }
    }
}
