package parley.gateway.app.config;

import java.time.Duration;

/// How the gateway leaves (faults.md §4): told to stop, it says so, waits for proxies to notice,
/// sends its connections away bit by bit, and goes at the latest when the time is up.
///
/// @param notice how long the port stays open after readiness is gone
/// @param deadline until when everything is over
public record DrainConfig(Duration notice, Duration deadline) {
    public DrainConfig {
        if (deadline.compareTo(notice) <= 0) {
            throw new IllegalArgumentException(
                    "deadline: " + deadline + " (expected: longer than notice, " + notice + ")");
        }
    }

    static DrainConfig defaults() {
        return new DrainConfig(Duration.ofSeconds(2), Duration.ofSeconds(15));
    }
}
