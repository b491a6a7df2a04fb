package parley.gateway.routing;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the visitors of waiting conversations are told, and how long they keep their place. The
/// order itself, longest waiting first and then by id, is the store's: it serves under locks.
public final class Queue {
    /// How long a visitor who left the site keeps the place (CAP-27).
    public static final Duration KEEPS_PLACE = Duration.ofSeconds(60);

    private Queue() {}

    /// How long until the one at a position is served, if conversations end as they lately did:
    /// with `slots` of them going on at once, one ends every `typical / slots`.
    ///
    /// @param position from 1
    /// @param slots conversations that the available agents hold at most, together
    /// @param typical median length of recent conversations; null while there are none
    /// @return full minutes, rounded up; null if it cannot be told
    public static @Nullable Duration expectedWait(
            int position, int slots, @Nullable Duration typical) {
        if (slots <= 0 || typical == null) {
            return null;
        }
        var seconds = Math.ceilDiv(typical.toSeconds() * position, (long) slots);
        return Duration.ofMinutes(Math.max(1, Math.ceilDiv(seconds, 60L)));
    }

    /// Whether a visitor who left at that time has lost the place: the conversation is *missed*,
    /// the others move up and are told.
    public static boolean missed(Instant leftAt, Instant now) {
        return missed(leftAt, now, KEEPS_PLACE);
    }

    /// The same, where the place is kept for another while.
    public static boolean missed(Instant leftAt, Instant now, Duration keepsPlace) {
        return !now.isBefore(leftAt.plus(keepsPlace));
    }
}
