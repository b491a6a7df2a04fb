package parley.protocol.value;

import java.util.UUID;

/// Identifies one chatflow.
///
/// @param value a random (version 4) or time-ordered (version 7) UUID
public record ChatflowId(UUID value) {
    /// @throws IllegalArgumentException if the text is not a UUID in its canonical form
    public static ChatflowId of(String text) {
        return new ChatflowId(Uuids.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
