package parley.gateway.conversation;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import parley.gateway.routing.Queue;
import parley.gateway.routing.Unattended;
import parley.gateway.routing.Unattended.WhenVanished;

/// What becomes of conversations that nobody attends to.
///
/// @param unanswered how long an agent who is there may leave a visitor without an answer before
///   another gets the conversation; 0 for ever
/// @param vanishedAfter how long after an agent's presence has run out something is done
/// @param whenVanished what: `nothing`, `requeue` if a reply is owed, or `close`
/// @param releasesSilent how long a visitor may be silent until the conversation ceases to count
///   for its agent; 0 for ever
/// @param keepsPlace how long a visitor who has left the site keeps a place in the queue
public record RoutingConfig(
        Duration unanswered,
        Duration vanishedAfter,
        String whenVanished,
        Duration releasesSilent,
        Duration keepsPlace) {
    private static final Set<String> WHEN_VANISHED = Set.of("nothing", "requeue", "close");

    /// @throws IllegalArgumentException names the value that cannot be
    public RoutingConfig {
        if (unanswered.isNegative() || vanishedAfter.isNegative()) {
            throw new IllegalArgumentException(
                    "unanswered, vanishedAfter: "
                            + unanswered
                            + ", "
                            + vanishedAfter
                            + " (expected: >= 0)");
        }
        if (!WHEN_VANISHED.contains(whenVanished)) {
            throw new IllegalArgumentException(
                    "whenVanished: '" + whenVanished + "' (expected: nothing, requeue or close)");
        }
        if (releasesSilent.isNegative()) {
            throw new IllegalArgumentException(
                    "releasesSilent: " + releasesSilent + " (expected: >= 0)");
        }
        if (keepsPlace.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("keepsPlace: " + keepsPlace + " (expected: >= 1s)");
        }
    }

    /// As the worked examples have it.
    public static RoutingConfig defaults() {
        return new RoutingConfig(
                Duration.ZERO,
                Unattended.DEFAULT.vanishedAfter(),
                Unattended.DEFAULT.vanished().name().toLowerCase(Locale.ROOT),
                Duration.ZERO,
                Queue.KEEPS_PLACE);
    }

    Unattended unattended() {
        return new Unattended(
                unanswered.isZero() ? null : unanswered,
                WhenVanished.valueOf(whenVanished.toUpperCase(Locale.ROOT)),
                vanishedAfter);
    }
}
