package parley.protocol.value;

import java.util.UUID;

/// Identifies one visitor: a browser identity.
///
/// @param value a random (version 4) or time-ordered (version 7) UUID
public record VisitorId(UUID value) {
    /// @throws IllegalArgumentException if the text is not a UUID in its canonical form
    public static VisitorId of(String text) {
        return new VisitorId(Uuids.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
