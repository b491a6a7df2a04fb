package parley.gateway.chatflow.store;

import parley.gateway.chatflow.Chatflow;
import parley.protocol.value.InboxId;

/// What came of a change to a chatflow.
public sealed interface ChatflowChange {
    /// Committed.
    ///
    /// @param chatflow with its new version
    record Saved(Chatflow chatflow) implements ChatflowChange {}

    /// Somebody else saved first; nothing changed (B11).
    ///
    /// @param current what is stored now, so that the editor can show both
    record VersionConflict(Chatflow current) implements ChatflowChange {}

    /// The portal has no such chatflow.
    record NotFound() implements ChatflowChange {}

    /// The portal has no such inbox.
    record UnknownInbox(InboxId inbox) implements ChatflowChange {}
}
