package parley.loadtest.capacity;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/// Holds the widgets under pings, and under one rate of messages after the other.
final class Holds {
    private static final long SECOND = 1_000_000;
    private static final int PATIENCE_SECONDS = 120;

    /// Conversations that one agent may watch at once, with some to spare.
    private static final int WATCHED_BY_ONE = 40;

    private static final double GOOD_ACK_MILLIS = 100;

    private final Options options;
    private final Gateways gateways;
    private final Crowd crowd;
    private final Table table;

    Holds(Options options, Gateways gateways, Crowd crowd, Table table) {
        this.options = options;
        this.gateways = gateways;
        this.crowd = crowd;
        this.table = table;
    }

    /// One rate after the other.
    void run() throws Exception {
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
                table.row("highest rate with ack p99 <= 100 ms", good == 0 ? "none" : good + "/s");
            }
            for (var ear : ears) {
                if (ear.problem() != null) {
                    table.row("problem of an agent", ear.problem());
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
        crowd.tell(() -> {
            crowd.ping(options.pings(), micros);
            crowd.talk(active, options.starts(), micros);
        });
        long end = began + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS + active / options.starts());
        while (crowd.ask(() -> crowd.counts().acks) < active) {
            if (System.nanoTime() > end) {
                throw new IOException(
                        "%d of %d conversations began: %s"
                                .formatted(
                                        crowd.ask(() -> crowd.counts().acks),
                                        active,
                                        crowd.ask(() -> crowd.counts().problems.toString())));
            }
            Thread.sleep(20);
        }
        table.row(
                active + " conversations begun",
                "%.0f/s, ack %s"
                        .formatted(
                                active / ((System.nanoTime() - began) / 1e9),
                                crowd.ask(() -> Table.described(crowd.counts().ackMicros))));
    }

    /// @return ack p99 in milliseconds
    private double hold(int rate, ConcurrentHistogram delivered) throws Exception {
        Thread.sleep(2_000);
        delivered.reset();
        crowd.tell(crowd.counts()::again);
        var before = gateways.use();
        crowd.tell(() -> {
            crowd.ping(options.pings(), options.hold() * SECOND);
            crowd.talk(options.active(), rate, options.hold() * SECOND);
        });
        for (int second = 5; second <= options.hold() + 4; second += 5) {
            Thread.sleep(5_000);
            Table.say("%3d s: %s".formatted(second, crowd.ask(crowd.counts()::progress)));
        }
        held(rate, gateways.use().cpuSince(before), delivered);
        return crowd.ask(() -> crowd.counts().ackMicros.getValueAtPercentile(99) / 1e3);
    }

    private void held(int rate, double cpu, Histogram delivered) throws Exception {
        crowd.tell(() -> {
            var counts = crowd.counts();
            table.row(
                    "pings",
                    "%d sent, %d answered, %s"
                            .formatted(
                                    counts.pings,
                                    counts.pongs,
                                    Table.described(counts.pongMicros)));
            table.row("pushes", counts.decisions + " decisions");
            if (rate > 0) {
                table.row(
                        "at %d/s: messages".formatted(rate),
                        "%d sent, %d acked, %d refused, ack %s"
                                .formatted(
                                        counts.sends,
                                        counts.acks,
                                        counts.nacks,
                                        Table.described(counts.ackMicros)));
                if (counts.lateMicros.getTotalCount() > 0) {
                    table.row(
                            "due while their gateway was gone",
                            "%d acked, %s"
                                    .formatted(
                                            counts.lateMicros.getTotalCount(),
                                            Table.described(counts.lateMicros)));
                }
                table.row(
                        "delivery to agents",
                        "%d, %s".formatted(delivered.getTotalCount(), Table.described(delivered)));
            }
            if (!options.gateways().isEmpty()) {
                cost(rate, cpu, counts.acks);
            }
        });
    }

    private void cost(int rate, double cpu, long acks) {
        if (rate > 0) {
            table.row(
                    "CPU of the gateway a message",
                    "%.0f us".formatted(cpu * 1e6 / Math.max(1, acks)));
        }
        table.row(
                "CPU of the gateway a connection and second",
                "%.2f us".formatted(cpu * 1e6 / options.hold() / options.widgets()));
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
}
