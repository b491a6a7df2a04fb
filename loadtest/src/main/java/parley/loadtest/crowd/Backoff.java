package parley.loadtest.crowd;

import java.time.Duration;
import java.util.Set;
import java.util.random.RandomGenerator;

/// When to dial again after a connection ended; the same decisions as the widget's `redial.js`.
public final class Backoff {
    private static final Set<Integer> TERMINAL = Set.of(1000, 4403, 4404, 4409, 4426);
    private static final long STEP = Duration.ofMillis(500).toNanos();
    private static final long LONGEST = Duration.ofSeconds(30).toNanos();
    private static final long AFTER_LIVE = Duration.ofSeconds(2).toNanos();
    private static final long LIVE_LONG = Duration.ofSeconds(5).toNanos();
    private static final long STEP_BACK = Duration.ofSeconds(10).toNanos();
    private static final long POLICY = Duration.ofSeconds(60).toNanos();
    private static final int MOST_STEPS = 10;
    private static final int HEARTBEAT_MISSED = 4410;
    private static final int POLICY_CODE = 1008;

    private final RandomGenerator random;
    private int steps;

    public Backoff(RandomGenerator random) {
        this.random = random;
    }

    /// @param live how long the connection was live, in nanoseconds; 0 if it never was
    /// @return nanoseconds to wait
    public long after(int code, long live) {
        steps = (int) Math.max(0, steps - live / STEP_BACK);
        if (code == HEARTBEAT_MISSED && live > 0) {
            return 0;
        }
        if (code == POLICY_CODE) {
            return POLICY + upTo(POLICY / 2);
        }
        if (live >= LIVE_LONG) {
            return upTo(AFTER_LIVE);
        }
        steps = Math.min(MOST_STEPS, steps + 1);
        return upTo(Math.min(LONGEST, STEP << steps));
    }

    /// Whether a client stops until its user acts.
    static boolean terminal(int code) {
        return TERMINAL.contains(code);
    }

    private long upTo(long most) {
        return random.nextLong(most);
    }
}
