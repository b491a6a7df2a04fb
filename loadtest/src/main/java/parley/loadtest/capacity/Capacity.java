package parley.loadtest.capacity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import parley.loadtest.capacity.Crowd.Counts;
import parley.loadtest.cluster.Heap;
import parley.loadtest.measure.Latencies;
import parley.loadtest.report.Origin;

/// The program: opens widgets in steps, holds them under pings and chat, prints one table. See
/// [Options#HELP].
public final class Capacity {
    private static final long SECOND = 1_000_000;
    private static final int PATIENCE_SECONDS = 120;

    /// Conversations that one agent may watch at once, with some to spare.
    private static final int WATCHED_BY_ONE = 40;

    private static final double GOOD_ACK_MILLIS = 100;

    private final Options options;
    private final Instant started;
    private final Gateways gateways;
    private final Latencies latencies = new Latencies(System::nanoTime);
    private final Curves curves;
    private final Crowd crowd;
    private final List<String> table = new ArrayList<>();

    private Capacity(Options options, Instant started) throws SSLException {
        this.started = started;
        this.options = options;
        gateways = new Gateways(options.gateways());
        crowd = new Crowd(options, latencies);
        curves = new Curves(gateways, latencies);
    }

    /// Runs it.
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0 || List.of(arguments).contains("--help")) {
            System.out.print(Options.HELP);
            return;
        }
        try {
            var run =
                    new Capacity(Options.of(List.of(arguments)), InstantSource.system().instant());
            System.exit(run.run() ? 0 : 1);
        } catch (IllegalArgumentException | IOException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    private boolean run() throws Exception {
        try (crowd;
                curves) {
            say("%s, %s".formatted(Origin.here(), options.said()));
            for (int round = 1; round < options.rounds(); round++) {
                storm(round, options.widgets());
                run(crowd::drop);
                await(0, "to be dropped");
                Thread.sleep(2_000);
            }
            steps();
            holds();
            var problems = on(() -> List.copyOf(crowd.counts().problems.entrySet()));
            problems.forEach(it -> row("problem", it.getValue() + " x " + it.getKey()));
            long lost = on(() -> crowd.counts().lost);
            row("connections lost", Long.toString(lost));
            if (options.losses()) {
                await(options.widgets(), "to be there again");
                row(
                        "back again",
                        on(() ->
                                "%d, %s"
                                        .formatted(
                                                crowd.counts().backMicros.getTotalCount(),
                                                described(crowd.counts().backMicros))));
            }
            report();
            return problems.isEmpty() && (lost == 0 || options.losses());
        }
    }

    private void steps() throws Exception {
        int few = 0;
        Gateways.Use use = null;
        Heap heap = null;
        for (int step : options.steps()) {
            storm(options.rounds(), step);
            if (options.gateways().isEmpty()) {
                continue;
            }
            Thread.sleep(2_000);
            var heapNow = options.heap() ? gateways.heap() : new Heap(0, 0);
            var useNow = gateways.use();
            row(
                    "at " + step,
                    "rss %.1f MB, heap %.1f MB"
                            .formatted(useNow.rssBytes() / 1e6, heapNow.bytes() / 1e6));
            if (use != null && heap != null) {
                double more = step - few;
                row(
                        "one of " + few + " to " + step,
                        "rss %.0f B, heap %.0f B, objects %.1f"
                                .formatted(
                                        (useNow.rssBytes() - use.rssBytes()) / more,
                                        (heapNow.bytes() - heap.bytes()) / more,
                                        (heapNow.objects() - heap.objects()) / more));
            } else {
                few = step;
                use = useNow;
                heap = heapNow;
            }
        }
    }

    /// Opens up to this many, as fast as the options allow.
    private void storm(int round, int to) throws Exception {
        var before = gateways.use();
        int had = on(() -> crowd.counts().live);
        long began = System.nanoTime();
        run(() -> {
            crowd.counts().readyMicros.reset();
            crowd.grow(to);
        });
        await(to, "to be ready");
        double seconds = (System.nanoTime() - began) / 1e9;
        double cpu = gateways.use().cpuSince(before);
        row(
                "round " + round + ", up to " + to,
                "%.0f/s, %s, %.1f us CPU each"
                        .formatted(
                                (to - had) / seconds,
                                on(() -> described(crowd.counts().readyMicros)),
                                cpu * 1e6 / Math.max(1, to - had)));
    }

    private void holds() throws Exception {
        if (options.hold() == 0) {
            return;
        }
        var delivered = new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(2), 3);
        var ears = ears(delivered);
        try {
            boolean begun = false;
            int good = 0;
            for (int rate : options.messages()) {
                if (rate > 0 && !begun) {
                    begin();
                    begun = true;
                }
                good = hold(rate, delivered) <= GOOD_ACK_MILLIS ? rate : good;
            }
            if (begun) {
                row("highest rate with ack p99 <= 100 ms", good == 0 ? "none" : good + "/s");
            }
            for (var ear : ears) {
                if (ear.problem() != null) {
                    row("problem of an agent", ear.problem());
                }
            }
        } finally {
            for (var ear : ears) {
                ear.close();
            }
        }
    }

    /// Whoever talks begins a conversation, one after the other: that is no part of what follows.
    private void begin() throws Exception {
        int active = options.active();
        long began = System.nanoTime();
        long micros = active * SECOND / options.starts();
        run(() -> {
            crowd.ping(options.pings(), micros);
            crowd.talk(active, options.starts(), micros);
        });
        long end = began + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS + active / options.starts());
        while (on(() -> crowd.counts().acks) < active) {
            if (System.nanoTime() > end) {
                throw new IOException(
                        "%d of %d conversations began: %s"
                                .formatted(
                                        on(() -> crowd.counts().acks),
                                        active,
                                        on(() -> crowd.counts().problems.toString())));
            }
            Thread.sleep(20);
        }
        row(
                active + " conversations begun",
                "%.0f/s, ack %s"
                        .formatted(
                                active / ((System.nanoTime() - began) / 1e9),
                                on(() -> described(crowd.counts().ackMicros))));
    }

    /// @return ack p99 in milliseconds
    private double hold(int rate, ConcurrentHistogram delivered) throws Exception {
        Thread.sleep(2_000);
        delivered.reset();
        run(crowd.counts()::again);
        var before = gateways.use();
        run(() -> {
            crowd.ping(options.pings(), options.hold() * SECOND);
            crowd.talk(options.active(), rate, options.hold() * SECOND);
        });
        for (int second = 5; second <= options.hold() + 4; second += 5) {
            Thread.sleep(5_000);
            say("%3d s: %s".formatted(second, on(() -> progress(crowd.counts()))));
        }
        held(rate, gateways.use().cpuSince(before), delivered);
        return on(() -> crowd.counts().ackMicros.getValueAtPercentile(99) / 1e3);
    }

    private void held(int rate, double cpu, Histogram delivered) throws Exception {
        run(() -> {
            var counts = crowd.counts();
            row(
                    "pings",
                    "%d sent, %d answered, %s"
                            .formatted(counts.pings, counts.pongs, described(counts.pongMicros)));
            row("pushes", counts.decisions + " decisions");
            if (rate > 0) {
                row(
                        "at %d/s: messages".formatted(rate),
                        "%d sent, %d acked, %d refused, ack %s"
                                .formatted(
                                        counts.sends,
                                        counts.acks,
                                        counts.nacks,
                                        described(counts.ackMicros)));
                if (counts.lateMicros.getTotalCount() > 0) {
                    row(
                            "due while their gateway was gone",
                            "%d acked, %s"
                                    .formatted(
                                            counts.lateMicros.getTotalCount(),
                                            described(counts.lateMicros)));
                }
                row(
                        "delivery to agents",
                        "%d, %s".formatted(delivered.getTotalCount(), described(delivered)));
                row(
                        "CPU of the gateway a message",
                        "%.0f us".formatted(cpu * 1e6 / Math.max(1, counts.acks)));
            }
            row(
                    "CPU of the gateway a connection and second",
                    "%.2f us".formatted(cpu * 1e6 / options.hold() / options.widgets()));
        });
    }

    private List<Ear> ears(ConcurrentHistogram delivered) throws IOException {
        var ears = new ArrayList<Ear>();
        var agents = options.agents();
        var token = options.token();
        if (agents != null && token != null && options.talks()) {
            for (int i = 0; i < options.active(); i += WATCHED_BY_ONE) {
                ears.add(Ear.open(agents, token, delivered, crowd::micros));
            }
            var turn = new AtomicInteger();
            crowd.onConversation(it -> ears.get(turn.getAndIncrement() % ears.size()).watch(it));
        }
        return ears;
    }

    private static String progress(Counts counts) {
        return "%d live, %d pongs, %d acks, %d nacks, %d lost; ping %s; ack %s"
                .formatted(
                        counts.live,
                        counts.pongs,
                        counts.acks,
                        counts.nacks,
                        counts.lost,
                        described(counts.pongMicros),
                        described(counts.ackMicros));
    }

    private static String described(Histogram micros) {
        return "p50 %.1f p99 %.1f p99.9 %.1f max %.1f ms"
                .formatted(
                        micros.getValueAtPercentile(50) / 1e3,
                        micros.getValueAtPercentile(99) / 1e3,
                        micros.getValueAtPercentile(99.9) / 1e3,
                        micros.getMaxValue() / 1e3);
    }

    private void await(int live, String what) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        long tell = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (on(() -> crowd.counts().live) != live) {
            if (System.nanoTime() > end) {
                throw new IOException(
                        "waited %d s for %d widgets %s: %s %s"
                                .formatted(
                                        PATIENCE_SECONDS,
                                        live,
                                        what,
                                        on(() -> progress(crowd.counts())),
                                        on(() -> crowd.counts().problems.toString())));
            }
            if (System.nanoTime() > tell) {
                tell += TimeUnit.SECONDS.toNanos(5);
                say("%s".formatted(on(() -> progress(crowd.counts()))));
            }
            Thread.sleep(5);
        }
    }

    private <T> T on(Callable<T> question)
            throws InterruptedException, ExecutionException, TimeoutException {
        return crowd.loop().submit(question).get(30, TimeUnit.SECONDS);
    }

    private void run(Runnable command) throws Exception {
        var _ = crowd.loop().submit(command).get(30, TimeUnit.SECONDS);
    }

    private void row(String what, String value) {
        var line = "%-46s %s".formatted(what, value);
        table.add(line);
        System.out.println(line);
    }

    private static void say(String line) {
        System.out.println(line);
    }

    private void report() throws IOException {
        var time = started.toString().replaceAll("[:.]", "-");
        var folder = Path.of(options.results()).resolve("capacity-" + time);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("plot.svg"), curves.plot("Capacity, " + started));
        var file =
                Files.writeString(
                        folder.resolve("summary.md"),
                        """
                        # Capacity, %s

                        %s

                        `%s`

                        ```
                        %s
                        ```

                        ![Latency, memory and CPU over time](plot.svg)
                        """
                                .formatted(
                                        started,
                                        Origin.here(),
                                        options.said(),
                                        String.join("\n", table)));
        say("report: %s".formatted(file.toAbsolutePath()));
    }
}
