package parley.gateway.edge.visitor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetSocketAddress;
import parley.gateway.transport.Transport;

/// The least that a WebSocket can cost on Netty: the same transport and the same pipeline as ours,
/// one handler that answers a ping and knows nothing. The yardstick of [IdleMemoryIT].
final class BareServer {
    private BareServer() {}

    public static void main(String[] args) throws Exception {
        var transport = Transport.usual();
        var loops = transport.eventLoops("bare", 2);
        var server =
                new ServerBootstrap()
                        .group(loops)
                        .channel(transport.serverChannel())
                        .option(ChannelOption.SO_BACKLOG, 4096)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(8 << 10, 16 << 10))
                        .childHandler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline().addLast(new Upgrade());
                                    }
                                })
                        .bind("127.0.0.1", 0)
                        .sync()
                        .channel();
        ChildJvm.announce(((InetSocketAddress) server.localAddress()).getPort());
        loops.shutdownGracefully().sync();
    }

    /// Waits for the end of the request, whatever it says.
    private static final class Upgrade extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf request) {
            if (!request.toString(US_ASCII).endsWith("\r\n\r\n")) {
                return;
            }
            ctx.pipeline().replace(this, null, new Echo());
            ctx.channel().writeAndFlush(Answers.switching("dGhlIHNhbXBsZSBub25jZQ=="));
        }
    }

    /// Answers whatever comes with an empty pong.
    private static final class Echo extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf frame) {
            ctx.writeAndFlush(ctx.alloc().directBuffer(2).writeByte(0x8A).writeByte(0));
        }
    }
}
