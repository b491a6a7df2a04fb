package parley.gateway.chatflow.store;

import java.util.List;
import parley.gateway.chatflow.Chatflow;

/// What came of a new order.
public sealed interface Reordered {
    /// Committed.
    ///
    /// @param chatflows in the new order
    record Done(List<Chatflow> chatflows) implements Reordered {}

    /// The ids given are not exactly the portal's chatflows; nothing changed.
    ///
    /// @param current the portal's chatflows, in the order that stays
    record NotTheSame(List<Chatflow> current) implements Reordered {}
}
