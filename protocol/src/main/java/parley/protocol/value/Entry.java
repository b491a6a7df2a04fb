package parley.protocol.value;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One item of a conversation's log (contract §1). Immutable once stored; rendered per audience.
///
/// @param conversation the log it is in
/// @param stream which of the two streams numbers it
/// @param seq its number in that stream, from 1 without gaps
/// @param id its own identity, for references
/// @param kind what it says
/// @param actor who caused it
/// @param cmid the sender's id of it; null for entries that no client sent
/// @param body text of a message or comment, else empty
/// @param data small named facts of the other kinds, see [EntryKind]
/// @param at the database's clock at the append; nothing is ever ordered by it
public record Entry(
        ConversationId conversation,
        Stream stream,
        long seq,
        UUID id,
        EntryKind kind,
        Actor actor,
        @Nullable ClientMessageId cmid,
        String body,
        Map<String, String> data,
        Instant at) {
    /// Copies the map.
    public Entry {
        data = Map.copyOf(data);
    }
}
