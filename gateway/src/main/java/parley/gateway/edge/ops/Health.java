package parley.gateway.edge.ops;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import parley.gateway.edge.admission.AdmissionState;
import parley.gateway.session.Pressure;

/// What the gateway says of itself (faults.md §4). Alive means that its event loops answer, and
/// nothing else: restarting it does not repair PostgreSQL. Ready means that it should get traffic.
/// Without Redis, or YELLOW, it is ready, and says that it is slower; RED, it is not.
public final class Health {
    private static final Duration LIVE_LAG = Duration.ofSeconds(1);
    private static final long NEVER = Long.MIN_VALUE;

    private final OpsConfig config;
    private final LongSupplier nanoTime;
    private final LoopWatch loops;
    private final Signs signs;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.STARTING);
    private final AtomicLong lastWrite = new AtomicLong(NEVER);

    /// Where the gateway is in its life.
    public enum Phase {
        STARTING,
        SERVING,
        DRAINING
    }

    /// An answer to a question of health.
    ///
    /// @param ok whether the answer is yes
    /// @param lines why not, or what is degraded; one line each
    public record Answer(boolean ok, List<String> lines) {
        public Answer {
            lines = List.copyOf(lines);
        }
    }

    /// What is asked each time, beside the loops.
    ///
    /// @param redis whether the link to Redis stands
    /// @param heapPercent how full the heap is
    /// @param admission whether new visitors are let in, and why not
    public record Signs(
            BooleanSupplier redis,
            DoubleSupplier heapPercent,
            Supplier<AdmissionState.State> admission) {}

    /// @param nanoTime monotonic
    public Health(OpsConfig config, LongSupplier nanoTime, LoopWatch loops, Signs signs) {
        this.config = config;
        this.nanoTime = nanoTime;
        this.loops = loops;
        this.signs = signs;
    }

    /// Notes where the gateway is; never goes back.
    public void enter(Phase next) {
        phase.accumulateAndGet(next, (now, then) -> now.compareTo(then) > 0 ? now : then);
    }

    /// Notes that PostgreSQL has committed something just now.
    public void databaseWrote() {
        lastWrite.set(nanoTime.getAsLong());
    }

    /// Whether the process works at all.
    Answer live() {
        var lag = loops.worstLag();
        return lag.compareTo(LIVE_LAG) < 0
                ? new Answer(true, List.of())
                : new Answer(
                        false, List.of("loops: an event loop is " + lag.toMillis() + " ms late"));
    }

    /// Whether it has come up.
    Answer startup() {
        return new Answer(phase.get() != Phase.STARTING, List.of());
    }

    /// Whether it should get traffic.
    Answer ready() {
        var reasons = new ArrayList<String>();
        if (phase.get() != Phase.SERVING) {
            reasons.add(phase.get() == Phase.STARTING ? "starting" : "draining");
        }
        if (!wroteLately()) {
            reasons.add("database: no write for " + words(config.databaseWithin()));
        }
        if (loops.worstLag().compareTo(config.maxLoopLag()) >= 0) {
            reasons.add("loops: more than " + words(config.maxLoopLag()) + " late");
        }
        if (signs.heapPercent().getAsDouble() >= config.maxHeapPercent()) {
            reasons.add("heap: more than " + config.maxHeapPercent() + " % full");
        }
        var admission = signs.admission().get();
        if (admission.pressure() == Pressure.RED) {
            reasons.add(words(admission));
        }
        var ready = reasons.isEmpty();
        if (admission.pressure() == Pressure.YELLOW) {
            reasons.add(words(admission));
        }
        if (!signs.redis().getAsBoolean()) {
            reasons.add("degraded:redis");
        }
        return new Answer(ready, reasons);
    }

    private boolean wroteLately() {
        long last = lastWrite.get();
        return last != NEVER && nanoTime.getAsLong() - last <= config.databaseWithin().toNanos();
    }

    private static String words(AdmissionState.State admission) {
        return "admission: " + admission.pressure().word() + ", " + admission.reasons();
    }

    private static String words(Duration duration) {
        return duration.toMillis() % 1_000 == 0
                ? duration.toSeconds() + " s"
                : duration.toMillis() + " ms";
    }
}
