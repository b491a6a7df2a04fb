package parley.gateway.edge.admission;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import parley.gateway.session.Pressure;

/// Whether a node is GREEN, YELLOW or RED, given what is measured and when (faults.md §4). Plain:
/// no clock, no I/O. One thread writes, any reads.
///
/// It rises when readings have been at or above a limit for `raiseAfter` without a break, to the
/// least of what they asked for meanwhile. It falls one step at a time, each after `calmAfter` of
/// readings well below the limit.
public final class AdmissionState {
    private static final long NEVER = Long.MIN_VALUE;

    private final AdmissionConfig config;
    private volatile State state = new State(Pressure.GREEN, List.of());
    private Pressure asked = Pressure.GREEN;
    private long pressedSince = NEVER;
    private long calmSince = NEVER;

    public AdmissionState(AdmissionConfig config) {
        this.config = config;
    }

    /// @param because what presses; empty when it is only not calm for long enough yet
    public record State(Pressure pressure, List<Signal> because) {
        public State {
            because = List.copyOf(because);
        }

        /// For people: what presses.
        public String reasons() {
            return because.isEmpty() ? "until it has been calm" : words();
        }

        private String words() {
            return because.stream().map(Signal::words).collect(Collectors.joining(", "));
        }
    }

    /// What it is now.
    public Pressure pressure() {
        return state.pressure;
    }

    /// What it is now, and why.
    public State state() {
        return state;
    }

    /// Takes a reading.
    ///
    /// @param now monotonic nanoseconds, later than the last time
    public State observe(Reading reading, long now) {
        var high = worst(reading, false);
        var low = worst(reading, true);
        var next = state.pressure;
        if (high.compareTo(next) > 0) {
            calmSince = NEVER;
            next = risen(high, now);
        } else {
            pressedSince = NEVER;
            next = low.compareTo(next) < 0 ? fallen(now) : steady();
        }
        state = new State(next, next == Pressure.GREEN ? List.of() : pressing(reading));
        return state;
    }

    private Pressure risen(Pressure high, long now) {
        if (pressedSince == NEVER) {
            pressedSince = now;
            asked = high;
        }
        asked = asked.compareTo(high) < 0 ? asked : high;
        if (!passed(pressedSince, config.raiseAfter(), now)) {
            return state.pressure;
        }
        pressedSince = NEVER;
        return asked;
    }

    private Pressure fallen(long now) {
        if (calmSince == NEVER) {
            calmSince = now;
        }
        if (!passed(calmSince, config.calmAfter(), now)) {
            return state.pressure;
        }
        calmSince = now;
        return state.pressure.easier();
    }

    private Pressure steady() {
        calmSince = NEVER;
        return state.pressure;
    }

    private Pressure worst(Reading reading, boolean relieved) {
        return Arrays.stream(Signal.values())
                .map(it -> it.of(reading, config, relieved))
                .max(Pressure::compareTo)
                .orElse(Pressure.GREEN);
    }

    private List<Signal> pressing(Reading reading) {
        return Arrays.stream(Signal.values())
                .filter(it -> it.of(reading, config, true) != Pressure.GREEN)
                .toList();
    }

    private static boolean passed(long since, Duration time, long now) {
        return now - since >= time.toNanos();
    }
}
