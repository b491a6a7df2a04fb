package parley.protocol.value;

import java.util.UUID;

/// Identifies one inbox of a portal.
///
/// @param value a random (version 4) or time-ordered (version 7) UUID
public record InboxId(UUID value) {
    /// @throws IllegalArgumentException if the text is not a UUID in its canonical form
    public static InboxId of(String text) {
        return new InboxId(Uuids.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
