package parley.gateway.app.config;

import java.time.Duration;

/// What a node tries on itself before it listens, so that the first visitors after a deploy do not
/// meet a cold JVM.
///
/// @param visits connections to itself, each with a decision, a ping and a refused message; 0 for
///   none
/// @param atMost after which it listens, rehearsed or not
public record RehearsalConfig(int visits, Duration atMost) {
    public RehearsalConfig {
        if (visits < 0 || visits > 100_000) {
            throw new IllegalArgumentException("visits: " + visits + " (expected: 0..100000)");
        }
        if (atMost.isNegative() || atMost.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("atMost: " + atMost + " (expected: 0s..1m)");
        }
    }

    static RehearsalConfig defaults() {
        return new RehearsalConfig(20_000, Duration.ofSeconds(10));
    }
}
