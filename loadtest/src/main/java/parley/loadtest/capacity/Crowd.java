package parley.loadtest.capacity;

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
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import javax.net.ssl.SSLException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import parley.loadtest.measure.Latencies;
import parley.loadtest.thin.Wire;

/// All widgets of this process on one event loop, to which everything here is confined; other
/// threads [#ask] and [#tell].
///
/// Open model: what is due at a time is counted from that time, however late it was sent.
final class Crowd implements AutoCloseable {
    private static final int SOURCES = 32;
    private static final int MOST_PROBLEMS = 20;
    private static final int ANSWERED_WITHIN_SECONDS = 30;

    private final Options options;
    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final Bootstrap bootstrap;
    private final Latencies latencies;
    private final SplittableRandom random;
    private final List<Gate> gates;
    private final List<Widget> widgets = new ArrayList<>();
    private final Counts counts = new Counts();
    private Consumer<String> conversations = _ -> {};
    private int wanted;
    private int dialling;
    private long dialFrom;
    private int dialsSince;
    private int nextPing;
    private int nextSend;

    /// A gateway's visitor listener, and what to say to it first.
    private record Gate(InetSocketAddress address, ByteBuf upgrade, @Nullable SslContext tls) {
        static Gate of(URI target, Options options, @Nullable SslContext tls) {
            var path = "/v1/chat/" + options.portal();
            return new Gate(
                    new InetSocketAddress(target.getHost(), target.getPort()),
                    Wire.upgrade(target.getAuthority(), path, options.origin()),
                    target.getScheme().equals("wss") ? tls : null);
        }
    }

    /// @param latencies where everything is told, too; their clock is that of every due time
    ///
    /// @throws SSLException if the options name no certificates
    Crowd(Options options, Latencies latencies) throws SSLException {
        this.options = options;
        this.latencies = latencies;
        random = new SplittableRandom(options.seed());
        var tls = tls(options);
        gates = options.visitors().stream().map(it -> Gate.of(it, options, tls)).toList();
        bootstrap =
                new Bootstrap()
                        .group(loop)
                        .channel(EpollSocketChannel.class)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 20_000);
    }

    private static @Nullable SslContext tls(Options options) throws SSLException {
        if (options.visitors().stream().noneMatch(it -> it.getScheme().equals("wss"))) {
            return null;
        }
        var ca = options.ca();
        return SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL)
                .trustManager(ca == null ? null : ca.toFile())
                .build();
    }

    /// What was counted; confined to the loop.
    static final class Counts {
        final Histogram readyMicros = new Histogram(TimeUnit.MINUTES.toMicros(2), 3);
        final Histogram pongMicros = new Histogram(TimeUnit.MINUTES.toMicros(2), 3);
        final Histogram ackMicros = new Histogram(TimeUnit.MINUTES.toMicros(2), 3);
        final Histogram lateMicros = new Histogram(TimeUnit.MINUTES.toMicros(5), 3);
        final Histogram backMicros = new Histogram(TimeUnit.MINUTES.toMicros(5), 3);
        final Map<String, Integer> problems = new TreeMap<>();
        int live;
        long ready;
        long pings;
        long pongs;
        long sends;
        long acks;
        long nacks;
        long decisions;
        long lost;

        /// In one line.
        String progress() {
            return "%d live, %d pongs, %d acks, %d nacks, %d lost; ping %s; ack %s"
                    .formatted(
                            live,
                            pongs,
                            acks,
                            nacks,
                            lost,
                            Table.described(pongMicros),
                            Table.described(ackMicros));
        }

        /// Forgets what was sent and answered; what is, and what went wrong, stays.
        void again() {
            pongMicros.reset();
            ackMicros.reset();
            lateMicros.reset();
            pings = 0;
            pongs = 0;
            sends = 0;
            acks = 0;
            nacks = 0;
            decisions = 0;
        }
    }

    /// Asks on the loop, and waits for the answer.
    <T> T ask(Callable<T> question)
            throws InterruptedException, ExecutionException, TimeoutException {
        return loop.submit(question).get(ANSWERED_WITHIN_SECONDS, TimeUnit.SECONDS);
    }

    /// Does it on the loop, and waits until it is done.
    void tell(Runnable command) throws InterruptedException, ExecutionException, TimeoutException {
        var _ = loop.submit(command).get(ANSWERED_WITHIN_SECONDS, TimeUnit.SECONDS);
    }

    /// Counts; only on the loop.
    Counts counts() {
        return counts;
    }

    /// Micros since this crowd began: the clock of every due time.
    long micros() {
        return latencies.micros();
    }

    /// Is told each conversation that began.
    void onConversation(Consumer<String> listener) {
        conversations = listener;
    }

    /// Dials until so many are up, at the rate of the options.
    void grow(int to) {
        wanted = to;
        dialFrom = micros();
        dialsSince = 0;
        dial();
    }

    private void dial() {
        while (widgets.size() < wanted && dialling < options.inflight() && due()) {
            one();
        }
        if (widgets.size() < wanted && options.rate() > 0) {
            var _ = loop.schedule(this::dial, 1, TimeUnit.MILLISECONDS);
        }
    }

    private boolean due() {
        return options.rate() == 0
                || dialsSince < (micros() - dialFrom) * options.rate() / 1_000_000;
    }

    private void one() {
        dialsSince++;
        int number = widgets.size();
        var widget = new Widget(this, number, number % gates.size());
        widgets.add(widget);
        dialFor(widget);
    }

    private void dialFor(Widget widget) {
        dialling++;
        var from = new InetSocketAddress("127.0.0." + (2 + widget.number() % SOURCES), 0);
        var gate = gates.get(widget.gate());
        var dialled =
                bootstrap
                        .clone()
                        .handler(new Initializer(widget, gate))
                        .connect(gate.address(), from);
        dialled.addListener(it -> {
            if (!it.isSuccess()) {
                failed(it.cause());
                ended(widget, false);
            }
        });
    }

    private static final class Initializer extends ChannelInitializer<SocketChannel> {
        private final Widget widget;
        private final Gate gate;

        Initializer(Widget widget, Gate gate) {
            this.widget = widget;
            this.gate = gate;
        }

        @Override
        protected void initChannel(SocketChannel channel) {
            var tls = gate.tls();
            if (tls != null) {
                var address = gate.address();
                channel.pipeline()
                        .addLast(
                                tls.newHandler(
                                        channel.alloc(),
                                        address.getHostString(),
                                        address.getPort()));
            }
            channel.pipeline().addLast(widget);
        }
    }

    /// Sends this many pings a second, from all widgets in turn, for so long.
    void ping(int perSecond, long micros) {
        pace(
                perSecond,
                micros,
                due -> {
                    counts.pings++;
                    next().write(Wire.text("{\"type\":\"ping\",\"t\":" + due + "}"));
                });
    }

    /// Sends this many messages a second from the first `active` widgets in turn, for so long.
    void talk(int active, int perSecond, long micros) {
        pace(
                perSecond,
                micros,
                due -> {
                    counts.sends++;
                    if (!widgets.get(nextSend++ % active).send(due)) {
                        problem("message dropped: too many of its widget wait for an ack");
                    }
                });
    }

    /// The frame of a message: the same each time it is asked for.
    ByteBuf message(int number, @Nullable String conversation, long due) {
        var conv = conversation == null ? "" : "\"conv\":\"" + conversation + "\",";
        return Wire.text(
                "{\"type\":\"send\",\"cmid\":\"%s\",%s\"kind\":\"text\",\"body\":\"due=%d %s\"}"
                        .formatted(
                                new UUID(due << 16 | 0x7000, Long.MIN_VALUE | number),
                                conv,
                                due,
                                "how long does delivery to the islands take? ".repeat(2)));
    }

    /// Does it in a second.
    void later(Runnable task) {
        var _ = loop.schedule(task, 1, TimeUnit.SECONDS);
    }

    private Widget next() {
        return widgets.get(nextPing++ % widgets.size());
    }

    private void pace(int perSecond, long micros, LongConsumer act) {
        if (perSecond == 0) {
            return;
        }
        long from = micros();
        var tick =
                new Runnable() {
                    private long done;

                    @Override
                    public void run() {
                        long now = micros();
                        while (done * 1_000_000 / perSecond <= now - from
                                && done * 1_000_000 / perSecond < micros) {
                            act.accept(from + done * 1_000_000 / perSecond);
                            done++;
                        }
                        if (now - from < micros) {
                            var _ = loop.schedule(this, 1, TimeUnit.MILLISECONDS);
                        }
                    }
                };
        loop.execute(tick);
    }

    /// Ends all connections by RST, as when a proxy dies.
    void drop() {
        wanted = 0;
        widgets.forEach(Widget::close);
        widgets.clear();
        nextPing = 0;
        nextSend = 0;
    }

    ByteBuf upgrade(int gate) {
        return gates.get(gate).upgrade().retainedDuplicate();
    }

    /// @param token of the visitor who comes back; null for a new one
    ByteBuf connect(int number, @Nullable String token) {
        return Wire.text(
                "{\"type\":\"connect\",\"v\":1,\"portal\":\"%s\",\"page\":{\"url\":\"%s\",\"title\":\"Load\",\"referrer\":\"https://www.example.org/\"},\"device\":\"desktop\",\"lang\":\"en-GB\",%s\"tab\":\"%s\"}"
                        .formatted(
                                options.portal(),
                                options.page(),
                                token == null ? "" : "\"token\":\"" + token + "\",",
                                new UUID(0x4000L, 0x8000_0000_0000_0000L | number)));
    }

    /// @param dialled when
    /// @param lost when it lost its gateway; 0 if it had none before
    void ready(long dialled, long lost) {
        dialling--;
        counts.ready++;
        counts.live++;
        if (lost == 0) {
            counts.readyMicros.recordValue(micros() - dialled);
            latencies.came("ready", dialled);
        } else {
            counts.backMicros.recordValue(micros() - lost);
            latencies.came("back", lost);
        }
        dial();
    }

    /// Whoever is wanted and was there, or was on its way back, dials another gateway as a widget
    /// does.
    void ended(Widget widget, boolean wasReady) {
        if (wanted == 0) {
            return;
        }
        if (wasReady) {
            counts.live--;
        } else {
            dialling--;
        }
        counts.lost += wasReady || !options.losses() ? 1 : 0;
        if (options.losses()) {
            long lostAt = wasReady ? micros() : widget.lostAt();
            long wait = widget.waits(wasReady, random);
            var _ = loop.schedule(() -> again(widget, lostAt), wait, TimeUnit.NANOSECONDS);
        } else {
            dial();
        }
    }

    private void again(Widget before, long lostAt) {
        if (wanted > 0) {
            int others = Math.max(1, gates.size() - 1);
            int next = (before.gate() + 1 + random.nextInt(others)) % gates.size();
            var widget = new Widget(before, next, lostAt);
            widgets.set(widget.number(), widget);
            dialFor(widget);
        }
    }

    /// Where gateways may be killed, that is no news.
    void failed(Throwable cause) {
        if (!options.losses()) {
            problem(String.valueOf(cause.getMessage()));
        }
    }

    void closed(int code, String reason) {
        problem("closed with " + code + " " + reason);
    }

    private void problem(String what) {
        if (counts.problems.size() < MOST_PROBLEMS || counts.problems.containsKey(what)) {
            counts.problems.merge(what, 1, Integer::sum);
        }
    }

    void pong(long due) {
        counts.pongs++;
        counts.pongMicros.recordValue(Math.max(0, micros() - due));
        latencies.came("pong", due);
    }

    void began(String conversation) {
        conversations.accept(conversation);
    }

    /// @param late whether its sender had no gateway when it was due
    void acked(long due, boolean late) {
        counts.acks++;
        long took = Math.max(0, micros() - due);
        (late ? counts.lateMicros : counts.ackMicros).recordValue(took);
        latencies.came(late ? "ack after a loss" : "ack", due);
    }

    void refused(String code) {
        counts.nacks++;
        problem("nack " + code);
    }

    void pushed() {
        counts.decisions++;
    }

    @Override
    public void close() {
        var _ = loop.submit(this::drop).syncUninterruptibly();
        var _ = group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
