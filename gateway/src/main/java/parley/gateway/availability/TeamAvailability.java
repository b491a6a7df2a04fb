package parley.gateway.availability;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whether a team is there, at an instant.
public sealed interface TeamAvailability {
    /// There.
    record Available() implements TeamAvailability {}

    /// Not there.
    ///
    /// @param returnAt the next opening; null if there is none, or if presence decides
    record Away(@Nullable Instant returnAt) implements TeamAvailability {}

    /// There, and everyone who is available is at the limit.
    record Full() implements TeamAvailability {}
}
