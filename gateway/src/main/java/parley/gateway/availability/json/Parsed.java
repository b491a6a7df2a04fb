package parley.gateway.availability.json;

import java.util.List;
import parley.protocol.value.Problem;

/// What came of reading a JSON value.
///
/// @param <T> what was to be read
public sealed interface Parsed<T> {
    /// It says this.
    record Good<T>(T value) implements Parsed<T> {}

    /// It says nothing that can be used.
    ///
    /// @param problems all of them, in order of appearance; at least one
    record Bad<T>(List<Problem> problems) implements Parsed<T> {
        /// Copies the list.
        public Bad {
            problems = List.copyOf(problems);
        }
    }
}
