package parley.gateway.chatflow.json;

import java.util.List;
import parley.gateway.chatflow.Definition;
import parley.gateway.chatflow.Problem;

/// What came of reading a definition.
public sealed interface ReadDefinition {
    /// It can be saved.
    record Good(Definition definition) implements ReadDefinition {}

    /// It cannot.
    ///
    /// @param problems at least one, in the order of the text
    record Bad(List<Problem> problems) implements ReadDefinition {
        /// Copies the list.
        public Bad {
            problems = List.copyOf(problems);
        }
    }
}
