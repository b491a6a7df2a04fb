package parley.loadtest.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Row 29: tabs that stop reading while much is said to them. First they read, so that what the
/// messages themselves cost everybody else is known; then they stop, all at once.
final class SlowReaders implements Fault {
    private static final int CONVERSATIONS = 40;
    private static final int TABS = 5;
    private static final int SLOW = CONVERSATIONS * TABS;
    private static final int MESSAGES_PER_SECOND = 50;
    private static final Duration READING = Duration.ofSeconds(25);
    private static final Duration STOPPED = Duration.ofSeconds(90);
    private static final int OUTBOX = 64 * 1024;
    private static final double CLOSED_SECONDS = 15;
    private static final double OTHERS = 1.2;
    private static final String LONG = "x".repeat(4_000);
    private static final String OUTBOUND = "chat_outbound_bytes{kind=\"visitor\"} ";
    private static final String CLOSED = "chat_slow_close_total ";
    private static final String DIRECT = "chat_memory_used{kind=\"direct\"} ";

    @Override
    public int row() {
        return 29;
    }

    @Override
    public String what() {
        return SLOW + " tabs stop reading";
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException {
        var audiences = new ArrayList<Audience>();
        try {
            var nodes = site.cluster().nodes();
            for (int number = 0; number < CONVERSATIONS; number++) {
                audiences.add(
                        new Audience(
                                nodes.get(number % nodes.size()), site.crowd().stranger(), TABS));
            }
            site.mark("reading");
            talk(site, audiences, READING, new Watch(site));
            long before = closed(site);
            int seen = audiences.stream().mapToInt(Audience::seen).sum();
            site.measured(Figure.atLeast("messages that were read", seen, "", SLOW));
            site.mark("stopped");
            site.say("nobody of " + SLOW + " reads any more");
            audiences.forEach(Audience::stopReading);
            var watch = new Watch(site);
            talk(site, audiences, STOPPED, watch);
            site.mark("thaw");
            tell(site, watch, closed(site) - before);
        } finally {
            for (var audience : audiences) {
                audience.close();
            }
        }
    }

    private static void tell(Site site, Watch watch, long closed) {
        site.measured(Figure.exactly("closed with 4408", closed, SLOW));
        site.measured(
                Figure.none(
                        "bytes held beyond 64 KiB a connection",
                        Math.max(0, watch.most - (long) OUTBOX * SLOW)));
        site.measured(Figure.told("most bytes held", watch.most / 1024.0, "KiB"));
        site.measured(
                Figure.atMost(
                        "closed after the gateway's buffers began to fill, the last",
                        watch.closing(SLOW),
                        "s",
                        CLOSED_SECONDS));
        site.measured(Figure.told("direct memory, the most", 100 * watch.direct, "%"));
    }

    /// Speaks in all of them, in turns.
    private static void talk(Site site, List<Audience> audiences, Duration time, Watch watch)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        for (int said = 0; System.nanoTime() - begin < time.toNanos(); said++) {
            audiences.get(said % audiences.size()).say(LONG);
            if (said % MESSAGES_PER_SECOND == 0) {
                watch.look();
            }
            long due = begin + (said + 1) * Duration.ofSeconds(1).toNanos() / MESSAGES_PER_SECOND;
            site.pass(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
        }
        watch.look();
    }

    private static long closed(Site site) throws IOException, InterruptedException {
        return (long) sum(site, CLOSED, Double::sum);
    }

    private static double sum(
            Site site, String meter, java.util.function.DoubleBinaryOperator together)
            throws IOException, InterruptedException {
        double all = 0;
        for (var node : site.cluster().nodes()) {
            all = together.applyAsDouble(all, Meter.read(site, node, meter));
        }
        return all;
    }

    /// What the nodes hold while it goes on.
    private static final class Watch {
        private final Site site;
        private final long before;
        private long most;
        private double direct;
        private long filling;
        private long allClosed;

        Watch(Site site) throws IOException, InterruptedException {
            this.site = site;
            this.before = closed(site);
        }

        void look() throws IOException, InterruptedException {
            long held = (long) sum(site, OUTBOUND, Double::sum);
            most = Math.max(most, held);
            direct = Math.max(direct, sum(site, DIRECT, Math::max));
            if (held > 0 && filling == 0) {
                filling = System.nanoTime();
            }
            if (allClosed == 0 && closed(site) - before >= SLOW) {
                allClosed = System.nanoTime();
            }
        }

        /// Seconds from the first byte held to the last connection closed.
        double closing(int all) {
            return allClosed == 0 ? all : (allClosed - filling) / 1e9;
        }
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        long reading = window.mark("reading");
        long stopped = window.mark("stopped");
        var before = evidence.ackLatency(reading, stopped, _ -> true);
        var after = evidence.ackLatency(stopped, window.mark("thaw"), _ -> true);
        return List.of(
                Latency.judged("others' ack p99", Latency.p99(after), Latency.p99(before), OTHERS),
                Figure.told("others' ack p99 before", Latency.p99(before) * 1000, "ms"),
                Figure.none(
                        "connections of others lost",
                        evidence.losses(window.from(), window.until())));
    }
}
