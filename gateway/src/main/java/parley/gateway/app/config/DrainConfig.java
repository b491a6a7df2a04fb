package parley.gateway.app.config;

import java.time.Duration;

/// How the gateway leaves (faults.md §4): told to stop, it says so, waits for proxies to notice,
/// sends its connections away bit by bit, and goes at the latest when the time is up.
///
/// @param notice how long the port stays open after readiness is gone
/// @param connectionsPerSecond how fast connections are sent away; what the other nodes can admit
/// @param deadline until when everything is over
public record DrainConfig(Duration notice, int connectionsPerSecond, Duration deadline) {
    public DrainConfig {
        if (connectionsPerSecond < 1) {
            throw new IllegalArgumentException(
                    "connectionsPerSecond: " + connectionsPerSecond + " (expected: >= 1)");
        }
        if (deadline.compareTo(notice) <= 0) {
            throw new IllegalArgumentException(
                    "deadline: " + deadline + " (expected: longer than notice, " + notice + ")");
        }
    }

    static DrainConfig defaults() {
        return new DrainConfig(Duration.ofSeconds(2), 1_000, Duration.ofSeconds(15));
    }
}
