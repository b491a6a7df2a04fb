package parley.gateway.edge.visitor;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/// How sockets are driven: native epoll where it is there, else NIO. io_uring showed no gain here
/// and is not offered (perf techniques 20).
public enum Transport {
    EPOLL(EpollServerSocketChannel.class) {
        @Override
        public EventLoopGroup eventLoops(int threads) {
            return new MultiThreadIoEventLoopGroup(threads, named(), EpollIoHandler.newFactory());
        }
    },
    NIO(NioServerSocketChannel.class) {
        @Override
        public EventLoopGroup eventLoops(int threads) {
            return new MultiThreadIoEventLoopGroup(threads, named(), NioIoHandler.newFactory());
        }
    };

    private final Class<? extends ServerChannel> serverChannel;

    Transport(Class<? extends ServerChannel> serverChannel) {
        this.serverChannel = serverChannel;
    }

    /// The best that works here.
    public static Transport best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    /// Event loops for visitors' connections alone. Shut them down.
    public abstract EventLoopGroup eventLoops(int threads);

    Class<? extends ServerChannel> serverChannel() {
        return serverChannel;
    }

    private static DefaultThreadFactory named() {
        return new DefaultThreadFactory("visitor", true);
    }
}
