package parley.protocol.value;

import java.util.UUID;

/// Identifies one contact: a visitor whose identity is known.
///
/// @param value a random (version 4) or time-ordered (version 7) UUID
public record ContactId(UUID value) {
    /// @throws IllegalArgumentException if the text is not a UUID in its canonical form
    public static ContactId of(String text) {
        return new ContactId(Uuids.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
