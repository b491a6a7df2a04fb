package parley.loadtest.capacity;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import parley.loadtest.cluster.Heap;

/// Opens widgets: all and again for as many rounds as wanted, then in steps, at each of which it is
/// looked what one more costs the gateways.
final class Storms {
    private static final int PATIENCE_SECONDS = 120;
    private static final int SETTLED_MILLIS = 2_000;

    private final Options options;
    private final Gateways gateways;
    private final Crowd crowd;
    private final Table table;

    Storms(Options options, Gateways gateways, Crowd crowd, Table table) {
        this.options = options;
        this.gateways = gateways;
        this.crowd = crowd;
        this.table = table;
    }

    /// Returns with all widgets up.
    void run() throws Exception {
        for (int round = 1; round < options.rounds(); round++) {
            storm(round, options.widgets());
            crowd.tell(crowd::drop);
            await(0, "to be dropped");
            Thread.sleep(SETTLED_MILLIS);
        }
        int few = 0;
        Gateways.Use use = null;
        Heap heap = null;
        for (int step : options.steps()) {
            storm(options.rounds(), step);
            if (options.gateways().isEmpty()) {
                continue;
            }
            Thread.sleep(SETTLED_MILLIS);
            var heapNow = options.heap() ? gateways.heap() : Heap.NOTHING;
            var useNow = gateways.use();
            table.row(
                    "at " + step,
                    "rss %.1f MB, heap %.1f MB"
                            .formatted(useNow.rssBytes() / 1e6, heapNow.bytes() / 1e6));
            if (use != null && heap != null) {
                double more = step - few;
                table.row(
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

    /// Waits for those that lost a gateway, and tells how long it took them.
    void awaitAllBack() throws Exception {
        await(options.widgets(), "to be there again");
        table.row(
                "back again",
                crowd.ask(() ->
                        "%d, %s"
                                .formatted(
                                        crowd.counts().backMicros.getTotalCount(),
                                        Table.described(crowd.counts().backMicros))));
    }

    /// Opens up to this many, as fast as the options allow.
    private void storm(int round, int to) throws Exception {
        var before = gateways.use();
        int had = crowd.ask(() -> crowd.counts().live);
        long began = System.nanoTime();
        crowd.tell(() -> {
            crowd.counts().readyMicros.reset();
            crowd.grow(to);
        });
        await(to, "to be ready");
        double seconds = (System.nanoTime() - began) / 1e9;
        double cpu = gateways.use().cpuSince(before);
        var cost =
                options.gateways().isEmpty()
                        ? ""
                        : ", %.1f us CPU each".formatted(cpu * 1e6 / Math.max(1, to - had));
        table.row(
                "round " + round + ", up to " + to,
                "%.0f/s, %s%s"
                        .formatted(
                                (to - had) / seconds,
                                crowd.ask(() -> Table.described(crowd.counts().readyMicros)),
                                cost));
    }

    private void await(int live, String what) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        long tell = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (crowd.ask(() -> crowd.counts().live) != live) {
            if (System.nanoTime() > end) {
                throw new IOException(
                        "waited %d s for %d widgets %s: %s %s"
                                .formatted(
                                        PATIENCE_SECONDS,
                                        live,
                                        what,
                                        crowd.ask(crowd.counts()::progress),
                                        crowd.ask(() -> crowd.counts().problems.toString())));
            }
            if (System.nanoTime() > tell) {
                tell += TimeUnit.SECONDS.toNanos(5);
                Table.say(crowd.ask(crowd.counts()::progress));
            }
            Thread.sleep(5);
        }
    }
}
