package parley.gateway.edge.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// How late the event loops are: each runs a small task every [#PERIOD] and notes when it came. A
/// task that has not come at all counts too, so a loop that hangs is seen while it hangs.
///
/// Gauges `chat.loop.lag` (seconds, the worst of a group's loops) and `chat.loop.tasks` (that wait
/// for the group's loops).
public final class LoopWatch {
    static final Duration PERIOD = Duration.ofMillis(250);

    private final LongSupplier nanoTime;
    private final MeterRegistry meters;
    private final List<Watched> loops = new ArrayList<>();

    /// @param nanoTime monotonic
    public LoopWatch(LongSupplier nanoTime, MeterRegistry meters) {
        this.nanoTime = nanoTime;
        this.meters = meters;
    }

    /// Watches the loops of a group until it shuts down. Called while wiring, before [#worstLag].
    public void watch(String name, EventExecutorGroup group) {
        var watched = new ArrayList<Watched>();
        for (var loop : group) {
            watched.add(new Watched(loop, nanoTime));
        }
        watched.forEach(Watched::next);
        loops.addAll(watched);
        Gauge.builder("chat.loop.lag", watched, it -> worst(it).toNanos() / 1e9)
                .tag("loops", name)
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("chat.loop.tasks", group, LoopWatch::waiting)
                .tag("loops", name)
                .register(meters);
    }

    private static int waiting(EventExecutorGroup group) {
        int all = 0;
        for (var loop : group) {
            all += loop instanceof SingleThreadEventExecutor one ? one.pendingTasks() : 0;
        }
        return all;
    }

    /// The lag of the worst loop of all groups; zero if none is watched.
    public Duration worstLag() {
        return worst(loops);
    }

    private static Duration worst(List<Watched> loops) {
        return loops.stream().map(Watched::lag).max(Duration::compareTo).orElse(Duration.ZERO);
    }

    /// One loop; `last` and `due` are written by the loop and read by anybody.
    private static final class Watched implements Runnable {
        private final EventExecutor loop;
        private final LongSupplier nanoTime;
        private volatile long due;
        private volatile long last;

        Watched(EventExecutor loop, LongSupplier nanoTime) {
            this.loop = loop;
            this.nanoTime = nanoTime;
        }

        void next() {
            due = nanoTime.getAsLong() + PERIOD.toNanos();
            if (!loop.isShuttingDown()) {
                var _ = loop.schedule(this, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
            }
        }

        @Override
        public void run() {
            last = Math.max(0, nanoTime.getAsLong() - due);
            next();
        }

        Duration lag() {
            return Duration.ofNanos(Math.max(last, nanoTime.getAsLong() - due));
        }
    }
}
