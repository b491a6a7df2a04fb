package parley.gateway.availability.store;

import java.util.List;
import parley.protocol.value.Problem;

/// What came of a write.
///
/// @param <T> what was written
public sealed interface Outcome<T> {
    /// Committed.
    ///
    /// @param value as stored, with its new version
    record Saved<T>(T value) implements Outcome<T> {}

    /// Somebody else's edit came first; nothing was written.
    ///
    /// @param current the version that is stored now
    record VersionConflict<T>(long current) implements Outcome<T> {}

    /// The portal has none of that id.
    record NotFound<T>() implements Outcome<T> {}

    /// It would break what is stored: a name taken, an agent or team that the portal does not have.
    record Refused<T>(List<Problem> problems) implements Outcome<T> {
        /// Copies the list.
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
