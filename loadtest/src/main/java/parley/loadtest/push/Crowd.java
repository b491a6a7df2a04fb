package parley.loadtest.push;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import parley.loadtest.cluster.Tables;
import parley.loadtest.thin.ThinConnection;
import parley.loadtest.thin.Wire;

/// All widgets on one event loop, to which everything but [#on] and [#run] is confined.
final class Crowd implements AutoCloseable {
    private static final int AT_ONCE = 256;
    private static final int MOST_PROBLEMS = 20;
    private static final int RETURN_MILLIS = 2_000;

    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final Bootstrap bootstrap =
            new Bootstrap()
                    .group(loop)
                    .channel(EpollSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 5_000);
    private final List<Widget> widgets = new ArrayList<>();

    /// The same, in the order in which they ping.
    private final List<Widget> turns = new ArrayList<>();

    private final Map<String, Integer> problems = new TreeMap<>();
    private final Chronicle chronicle;
    private final SplittableRandom random;
    private final InetSocketAddress returnTo;
    private int dialled;
    private int live;
    private boolean open = true;
    private boolean pinging;
    private int pingsPerSecond;
    private long pingingSince;
    private long pinged;
    private int turn;

    /// @param returnTo whom a widget dials whose connection ended
    Crowd(
            List<Place> places,
            InetSocketAddress returnTo,
            Chronicle chronicle,
            SplittableRandom random) {
        this.returnTo = returnTo;
        this.chronicle = chronicle;
        this.random = random;
        for (int number = 0; number < places.size(); number++) {
            widgets.add(new Widget(this, number, places.get(number)));
        }
        turns.addAll(widgets);
        Collections.shuffle(turns, new Random(random.nextLong()));
    }

    /// Asks something on the loop.
    <T> T on(Callable<T> question)
            throws InterruptedException, ExecutionException, TimeoutException {
        return loop.submit(question).get(30, TimeUnit.SECONDS);
    }

    void run(Runnable command) throws InterruptedException, ExecutionException, TimeoutException {
        var _ = loop.submit(command).get(30, TimeUnit.SECONDS);
    }

    List<Widget> widgets() {
        return widgets;
    }

    /// How many are LIVE.
    int liveCount() {
        return live;
    }

    Map<String, Integer> problems() {
        return problems;
    }

    long micros() {
        return chronicle.micros();
    }

    /// Dials everybody, so many at once.
    void gather() {
        for (int i = 0; i < AT_ONCE; i++) {
            next();
        }
    }

    private void next() {
        if (open && dialled < widgets.size()) {
            var widget = widgets.get(dialled++);
            dial(widget, widget.place().node());
        }
    }

    private void dial(Widget widget, InetSocketAddress node) {
        if (!open) {
            return;
        }
        var link = widget.newLink();
        var dialling = bootstrap.clone().handler(new Initializer(link)).connect(node);
        dialling.addListener(it -> {
            if (!it.isSuccess()) {
                failed(it.cause());
                ended(widget, false);
            }
        });
    }

    private static final class Initializer extends ChannelInitializer<SocketChannel> {
        private final ThinConnection link;

        Initializer(ThinConnection link) {
            this.link = link;
        }

        @Override
        protected void initChannel(SocketChannel channel) {
            channel.pipeline().addLast(link);
        }
    }

    /// Pings so often from all widgets in turn, from now on, each counted from when it was due; at
    /// 0 not at all.
    void ping(int perSecond) {
        pingsPerSecond = perSecond;
        pingingSince = micros();
        pinged = 0;
        if (!pinging) {
            pinging = true;
            pingWhatIsDue();
        }
    }

    private void pingWhatIsDue() {
        pinging = open && pingsPerSecond > 0;
        if (!pinging) {
            return;
        }
        for (long due = due(); due <= micros(); due = due()) {
            pinged++;
            turns.get(turn++ % turns.size()).ping(due);
        }
        var _ = loop.schedule(this::pingWhatIsDue, 1, TimeUnit.MILLISECONDS);
    }

    private long due() {
        return pingingSince + pinged * 1_000_000 / pingsPerSecond;
    }

    // ---- what widgets tell

    ByteBuf upgrade(Place place) {
        return Wire.upgrade(
                "127.0.0.1:" + place.node().getPort(), "/v1/chat/" + place.portal(), Tables.ORIGIN);
    }

    ByteBuf connect(Widget widget) {
        return Wire.text(
                "{\"type\":\"connect\",\"v\":1,\"portal\":\"%s\",\"page\":{\"url\":\"%s%s\"},\"device\":\"desktop\",\"lang\":\"en-GB\",\"tab\":\"%s\"}"
                        .formatted(
                                widget.place().portal(),
                                Tables.ORIGIN,
                                widget.place().path(),
                                new UUID(0x4000L, 0x8000_0000_0000_0000L | widget.number())));
    }

    void live() {
        live++;
        next();
    }

    void ponged(Place place, long due) {
        chronicle.ponged(place, due);
    }

    void pushed(Place place) {
        chronicle.pushed(place);
    }

    void ended(Widget widget, boolean wasLive) {
        if (wasLive) {
            live--;
        }
        if (open) {
            var _ =
                    loop.schedule(
                            () -> dial(widget, returnTo),
                            random.nextInt(RETURN_MILLIS),
                            TimeUnit.MILLISECONDS);
        }
    }

    void failed(Throwable cause) {
        problem(String.valueOf(cause.getMessage()));
    }

    void problem(String what) {
        if (open && (problems.size() < MOST_PROBLEMS || problems.containsKey(what))) {
            problems.merge(what, 1, Integer::sum);
        }
    }

    @Override
    public void close() {
        var _ =
                loop.submit(
                                () -> {
                                    open = false;
                                    widgets.forEach(Widget::close);
                                })
                        .syncUninterruptibly();
        var _ = group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
