package parley.gateway.session;

import java.util.function.Supplier;

/// What holds when many visitors come at once.
///
/// @param pressure how hard the node is pressed now; from any thread, cheap
/// @param lookUpsAtOnce queries that look returning visitors up at the same time
/// @param newcomersPerSecond new visitors whom a YELLOW node lets in
public record Rush(Supplier<Pressure> pressure, int lookUpsAtOnce, int newcomersPerSecond) {
    /// @throws IllegalArgumentException if nobody could come in
    public Rush {
        if (lookUpsAtOnce < 1 || newcomersPerSecond < 1) {
            throw new IllegalArgumentException(
                    "lookUpsAtOnce: %d, newcomersPerSecond: %d (expected: >= 1 each)"
                            .formatted(lookUpsAtOnce, newcomersPerSecond));
        }
    }
}
