package parley.loadtest.fault;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import parley.loadtest.cluster.Node;
import parley.loadtest.crowd.Stranger;

/// Row 32: one address asks one node for a connection thousands of times a second. The node has the
/// limits of production, which the harness lifts elsewhere.
final class ConnectFlood implements Fault {
    private static final int PER_SECOND = 5_000;
    private static final int CALLERS = 32;
    private static final Duration LASTS = Duration.ofSeconds(8);
    private static final byte[] FROM = {127, 0, 9, 9};
    private static final int ANSWER_MILLIS = 5_000;
    private static final double OTHERS = 1.5;
    private static final double MOST_ALLOWED = 300 + 100 * 1.5 * 8;

    @Override
    public int row() {
        return 32;
    }

    @Override
    public String what() {
        return "%,d handshakes a second from one address".formatted(PER_SECOND);
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException {
        var node = site.anyNode();
        var launch = node.launch();
        site.restart(
                node,
                launch.with("PARLEY_ADMISSION_PER_NETWORK_PER_SECOND", "100")
                        .with("PARLEY_ADMISSION_PER_NETWORK_BURST", "300"));
        var _ = site.crowd().settled(LASTS);
        site.mark("calm");
        var before = node.processorTime();
        site.pass(LASTS);
        var usual = node.processorTime().minus(before);
        site.mark("flood");
        var flood = new Flood(node, site.crowd().stranger());
        flood.run();
        site.mark("thaw");
        var then = node.processorTime().minus(before).minus(usual).minus(usual);
        flood.tell(site, Math.max(0, then.toNanos() / 1e3));
        site.restart(node, launch);
    }

    /// Whoever calls, and what they heard.
    private static final class Flood {
        private final InetSocketAddress node;
        private final byte[] request;
        private final AtomicLong calls = new AtomicLong();
        private final AtomicLong refused = new AtomicLong();
        private final AtomicLong allowed = new AtomicLong();
        private final AtomicLong unanswered = new AtomicLong();
        private final AtomicReference<String> failure = new AtomicReference<>("");

        Flood(Node node, Stranger visitor) {
            this.node = node.visitorAddress();
            this.request =
                    String.join(
                                    "\r\n",
                                    "GET " + visitor.path() + " HTTP/1.1",
                                    "Host: chat",
                                    "Upgrade: websocket",
                                    "Connection: Upgrade",
                                    "Sec-WebSocket-Version: 13",
                                    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
                                    "Origin: " + visitor.origin(),
                                    "",
                                    "")
                            .getBytes(StandardCharsets.US_ASCII);
        }

        void run() throws InterruptedException {
            long begin = System.nanoTime();
            var callers = new ArrayList<Thread>();
            for (int caller = 0; caller < CALLERS; caller++) {
                callers.add(Thread.ofVirtual().start(() -> callOn(begin)));
            }
            for (var caller : callers) {
                caller.join();
            }
        }

        private void callOn(long begin) {
            for (long call = calls.getAndIncrement(); ; call = calls.getAndIncrement()) {
                long due = begin + call * Duration.ofSeconds(1).toNanos() / PER_SECOND;
                if (due - begin > LASTS.toNanos() || System.nanoTime() - begin > LASTS.toNanos()) {
                    return;
                }
                for (long left = due - System.nanoTime(); left > 0; ) {
                    LockSupport.parkNanos(left);
                    left = due - System.nanoTime();
                }
                call();
            }
        }

        private void call() {
            try (var socket = new Socket()) {
                socket.bind(new InetSocketAddress(InetAddress.getByAddress(FROM), 0));
                socket.setSoLinger(true, 0);
                socket.setSoTimeout(ANSWER_MILLIS);
                socket.connect(node, ANSWER_MILLIS);
                socket.getOutputStream().write(request);
                var answer =
                        new BufferedReader(
                                        new InputStreamReader(
                                                socket.getInputStream(), StandardCharsets.US_ASCII))
                                .readLine();
                var count =
                        answer == null ? unanswered : answer.contains(" 429 ") ? refused : allowed;
                count.incrementAndGet();
            } catch (IOException e) {
                unanswered.incrementAndGet();
                failure.compareAndSet("", e.toString());
            }
        }

        /// @param micros of the node's processor beyond the usual
        void tell(Site site, double micros) {
            if (!failure.get().isEmpty()) {
                site.say("one had no answer: " + failure.get());
            }
            long all = refused.get() + allowed.get() + unanswered.get();
            site.measured(Figure.told("handshakes", (double) all / LASTS.toSeconds(), "/s"));
            site.measured(
                    Figure.atLeast(
                            "of them refused with 429", (double) refused.get(), "", 0.9 * all));
            site.measured(Figure.atMost("let in", (double) allowed.get(), "", MOST_ALLOWED));
            site.measured(Figure.told("without an answer", (double) unanswered.get(), ""));
            site.measured(Figure.told("processor a handshake", micros / Math.max(1, all), "µs"));
        }
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        long flood = window.mark("flood");
        long thaw = window.mark("thaw");
        var calm = evidence.ackLatency(window.mark("calm"), flood, _ -> true);
        var then = evidence.ackLatency(flood, thaw, _ -> true);
        return List.of(
                Latency.judged("others' ack p99", Latency.p99(then), Latency.p99(calm), OTHERS),
                Figure.atMost("connections of others lost", evidence.losses(flood, thaw), "", 0));
    }
}
