package parley.gateway.edge.ops;

import java.time.Duration;

/// The operators' listener, and what counts as ready (faults.md §4).
///
/// @param host a loopback or internal address: nothing here asks who is calling
/// @param port 0 for any free one
/// @param databaseWithin how old the last successful write to PostgreSQL may be
/// @param maxLoopLag how late an event loop may be
/// @param maxHeapPercent how full the heap may be
public record OpsConfig(
        String host, int port, Duration databaseWithin, Duration maxLoopLag, int maxHeapPercent) {
    /// @throws IllegalArgumentException names the value that cannot be
    public OpsConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0..65535)");
        }
        if (maxHeapPercent < 1 || maxHeapPercent > 100) {
            throw new IllegalArgumentException(
                    "maxHeapPercent: " + maxHeapPercent + " (expected: 1..100)");
        }
        positive("databaseWithin", databaseWithin);
        positive("maxLoopLag", maxLoopLag);
    }

    /// What faults.md §4 asks for.
    public static OpsConfig defaults() {
        return new OpsConfig("127.0.0.1", 9090, Duration.ofSeconds(5), Duration.ofMillis(500), 90);
    }

    private static void positive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
        }
    }
}
