package parley.gateway.transport;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.Locale;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.NonBlocking;

/// How sockets are driven. io_uring costs less where many sockets are written to at once, and more
/// where there are few: it is a switch, with figures in decision 0013.
public enum Transport {
    EPOLL(EpollServerSocketChannel.class, EpollSocketChannel.class) {
        @Override
        public @Nullable Throwable missing() {
            return Epoll.unavailabilityCause();
        }

        @Override
        IoHandlerFactory driver() {
            return EpollIoHandler.newFactory();
        }
    },
    IO_URING(IoUringServerSocketChannel.class, IoUringSocketChannel.class) {
        @Override
        public @Nullable Throwable missing() {
            return IoUring.unavailabilityCause();
        }

        // The default ring of 128 entries is submitted again and again in a fan-out.
        @Override
        IoHandlerFactory driver() {
            return IoUringIoHandler.newFactory(new IoUringIoHandlerConfig().setRingSize(RING));
        }
    },
    NIO(NioServerSocketChannel.class, NioSocketChannel.class) {
        @Override
        public @Nullable Throwable missing() {
            return null;
        }

        @Override
        IoHandlerFactory driver() {
            return NioIoHandler.newFactory();
        }
    };

    private static final int RING = 4_096;

    private final Class<? extends ServerSocketChannel> serverChannel;
    private final Class<? extends SocketChannel> clientChannel;

    Transport(
            Class<? extends ServerSocketChannel> serverChannel,
            Class<? extends SocketChannel> clientChannel) {
        this.serverChannel = serverChannel;
        this.clientChannel = clientChannel;
    }

    /// The usual: native epoll where it is there, else NIO.
    public static Transport usual() {
        return EPOLL.missing() == null ? EPOLL : NIO;
    }

    /// By its name in the configuration: `auto`, `epoll`, `io_uring` or `nio`.
    ///
    /// @throws IllegalArgumentException if there is none of that name, or it cannot work here
    public static Transport named(String name) {
        if (name.equals("auto")) {
            return usual();
        }
        for (var each : values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
                return each.demanded();
            }
        }
        throw new IllegalArgumentException(
                "transport: '" + name + "' (expected: auto, epoll, io_uring or nio)");
    }

    private Transport demanded() {
        var why = missing();
        if (why != null) {
            throw new IllegalArgumentException(
                    "transport: %s does not work here: %s (expected: auto, or another)"
                            .formatted(name().toLowerCase(Locale.ROOT), why.getMessage()));
        }
        return this;
    }

    /// Event loops; whoever asks shuts them down.
    ///
    /// @param name of the threads
    public EventLoopGroup eventLoops(String name, int threads) {
        return new MultiThreadIoEventLoopGroup(threads, new Threads(name), driver());
    }

    /// What listens.
    public Class<? extends ServerSocketChannel> serverChannel() {
        return serverChannel;
    }

    Class<? extends SocketChannel> clientChannel() {
        return clientChannel;
    }

    /// A channel for a library that asks for one by its kind.
    Channel channel(Class<?> kind) {
        try {
            return channelClass(kind).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(this + ": no channel " + kind, e);
        }
    }

    Class<? extends Channel> channelClass(Class<?> kind) {
        if (kind == ServerSocketChannel.class) {
            return serverChannel;
        }
        if (kind == SocketChannel.class) {
            return clientChannel;
        }
        throw new IllegalArgumentException(kind + " (expected: TCP sockets)");
    }

    /// Why it cannot work here; null if it can.
    public abstract @Nullable Throwable missing();

    abstract IoHandlerFactory driver();

    private record Threads(String name, AtomicInteger made) implements ThreadFactory {
        Threads(String name) {
            this(name, new AtomicInteger());
        }

        @Override
        public Thread newThread(Runnable task) {
            return new LoopThread(task, name + "-" + made.incrementAndGet());
        }
    }

    /// Reactor refuses to block it.
    private static final class LoopThread extends FastThreadLocalThread implements NonBlocking {
        LoopThread(Runnable task, String name) {
            super(task, name);
            setDaemon(true);
        }
    }
}
