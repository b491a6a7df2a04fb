package parley.gateway.edge.rest;

import java.time.Duration;
import parley.gateway.edge.RateLimit.Rate;

/// Limits of the REST API.
///
/// @param deadline for an answer; after it 503, and what was begun goes on
/// @param requests per agent
/// @param failedSignIns per address (IPv6: per /64)
public record RestSettings(Duration deadline, Rate requests, Rate failedSignIns) {
    /// What holds unless configured otherwise.
    public static RestSettings defaults() {
        return new RestSettings(Duration.ofSeconds(5), new Rate(50, 100), new Rate(1, 20));
    }

    /// @throws IllegalArgumentException if the deadline is not 100 ms to 60 s
    public RestSettings {
        if (deadline.toMillis() < 100 || deadline.toSeconds() > 60) {
            throw new IllegalArgumentException(
                    "deadline: " + deadline + " (expected: 100 ms to 60 s)");
        }
    }
}
