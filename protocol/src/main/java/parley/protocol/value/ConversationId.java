package parley.protocol.value;

import java.util.UUID;

/// Identifies one conversation.
///
/// @param value a random (version 4) or time-ordered (version 7) UUID
public record ConversationId(UUID value) {
    /// @throws IllegalArgumentException if the text is not a UUID in its canonical form
    public static ConversationId of(String text) {
        return new ConversationId(Uuids.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
