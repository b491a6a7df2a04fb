package parley.gateway.availability;

import java.time.Instant;
import java.time.ZoneId;

/// What a visitor is to see of a team's availability. Empty texts stand for the default words of
/// the chatflow's language.
public sealed interface Shown {
    /// The chat, as usual.
    record Chat() implements Shown {}

    /// The chat, and when the team is back.
    ///
    /// @param zone the team's; the browser says it in the visitor's words and zone
    record ReturnTime(Instant at, ZoneId zone) implements Shown {}

    /// The chat, and that nobody is there.
    record AwayMessage(String text) implements Shown {}

    /// The chat, and that one has to wait.
    record Wait(String text) implements Shown {}

    /// Nothing.
    record Hidden() implements Shown {}
}
