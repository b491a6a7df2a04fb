package parley.gateway.postgres;

import java.time.Duration;

/// The connections that append (contract §3 rules 1 and 3).
///
/// @param shards connections, each with its own event loop
/// @param batch items a call, at most
/// @param queue items that wait for a shard; overflow is answered "overloaded"
/// @param deadline after which a sender hears that the outcome is unknown; the call runs on
/// @param callLimit after which a call's connection is closed
/// @param perConversation how often one conversation may be appended to
public record WriterConfig(
        int shards,
        int batch,
        int queue,
        Duration deadline,
        Duration callLimit,
        AppendLimit perConversation) {
    /// @throws IllegalArgumentException names the value that cannot be
    public WriterConfig {
        between("shards", shards, 1, 16);
        between("batch", batch, 1, 1_000);
        between("queue", queue, 1, 100_000);
        if (deadline.compareTo(Duration.ofMillis(10)) < 0
                || deadline.compareTo(Duration.ofSeconds(30)) > 0) {
            throw new IllegalArgumentException("deadline: " + deadline + " (expected: 10ms..30s)");
        }
        if (callLimit.compareTo(deadline) <= 0 || callLimit.compareTo(Duration.ofSeconds(60)) > 0) {
            throw new IllegalArgumentException(
                    "callLimit: " + callLimit + " (expected: more than deadline, at most 60s)");
        }
    }

    /// The contract's figures.
    public static WriterConfig defaults() {
        return new WriterConfig(
                2, 128, 4_096, Duration.ofSeconds(1), Duration.ofSeconds(5), AppendLimit.USUAL);
    }

    private static void between(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: " + min + ".." + max + ")");
        }
    }
}
