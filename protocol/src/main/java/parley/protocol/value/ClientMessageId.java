package parley.protocol.value;

import java.util.UUID;

/// Identifies one send of one sender for ever: made when the user presses send, kept across retries
/// (contract §3).
///
/// @param value a random (version 4) or time-ordered (version 7) UUID
public record ClientMessageId(UUID value) {
    /// @throws IllegalArgumentException if the text is not a UUID in its canonical form
    public static ClientMessageId of(String text) {
        return new ClientMessageId(Uuids.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
