package parley.gateway.chatflow.json;

import java.util.List;
import parley.gateway.chatflow.Problem;

/// What came of reading something.
public sealed interface Read<T> {
    /// It can be used.
    record Good<T>(T value) implements Read<T> {}

    /// It cannot.
    ///
    /// @param problems at least one, in the order of the text
    record Bad<T>(List<Problem> problems) implements Read<T> {
        /// Copies the list.
        public Bad {
            problems = List.copyOf(problems);
        }
    }
}
