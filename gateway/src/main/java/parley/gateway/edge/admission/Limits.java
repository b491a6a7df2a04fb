package parley.gateway.edge.admission;

import java.time.Duration;

/// From which readings on a node is in a state.
///
/// @param loopLag how late the worst event loop is
/// @param memoryPercent how full the heap or the direct memory is, whichever is fuller
/// @param poolWait how long a query waits for a connection to PostgreSQL
/// @param outboundBytes that wait for all peers that lag
public record Limits(Duration loopLag, int memoryPercent, Duration poolWait, long outboundBytes) {
    /// @throws IllegalArgumentException names the value that makes no sense
    public Limits {
        positive("loopLag", loopLag);
        positive("poolWait", poolWait);
        if (memoryPercent < 1 || memoryPercent > 100) {
            throw new IllegalArgumentException(
                    "memoryPercent: " + memoryPercent + " (expected: 1..100)");
        }
        if (outboundBytes < 1) {
            throw new IllegalArgumentException(
                    "outboundBytes: " + outboundBytes + " (expected: >= 1)");
        }
    }

    /// Whether each of them is below those of another.
    boolean below(Limits other) {
        return loopLag.compareTo(other.loopLag) < 0
                && memoryPercent < other.memoryPercent
                && poolWait.compareTo(other.poolWait) < 0
                && outboundBytes < other.outboundBytes;
    }

    private static void positive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
        }
    }
}
