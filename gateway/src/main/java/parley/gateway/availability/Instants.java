package parley.gateway.availability;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Instants of which null is "never".
final class Instants {
    private Instants() {}

    static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }
}
