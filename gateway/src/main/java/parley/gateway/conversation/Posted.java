package parley.gateway.conversation;

import java.time.Duration;
import parley.protocol.value.Entry;
import parley.protocol.value.InboxId;

/// What came of a send. Only [Stored] and [Duplicate] are acknowledged.
public sealed interface Posted {
    /// Committed now.
    ///
    /// @param inbox where the conversation is
    /// @param unassigned whether nobody had the conversation
    /// @param back whether its visitor was silent for so long that it did not count for its agent,
    ///   and counts again (CAP-17)
    record Stored(Entry entry, InboxId inbox, boolean unassigned, boolean back) implements Posted {}

    /// Committed before, under the same key and with the same text: the first entry.
    ///
    /// @param inbox where the conversation is
    record Duplicate(Entry entry, InboxId inbox) implements Posted {}

    /// The key is taken by another text; the stored entry is untouched. Definite.
    record CmidConflict() implements Posted {}

    /// No such conversation for this sender. Definite.
    record NotFound() implements Posted {}

    /// The conversation is closed and the sender may not open it again. Definite. [Conversations]
    /// opens it for visitors and agents, so only what goes to the store directly sees this.
    record Closed() implements Posted {}

    /// The conversation is appended to too often: nothing is stored, try again after that long.
    /// Definite.
    record TooFast(Duration retry) implements Posted {}

    /// Not known whether it is stored: send again with the same key (contract §3 rule 3).
    record Unknown(String reason) implements Posted {}
}
