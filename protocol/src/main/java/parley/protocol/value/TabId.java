package parley.protocol.value;

import java.util.UUID;

/// Identifies one browser tab of a visitor, across reconnects.
///
/// @param value a random (version 4) or time-ordered (version 7) UUID
public record TabId(UUID value) {
    /// @throws IllegalArgumentException if the text is not a UUID in its canonical form
    public static TabId of(String text) {
        return new TabId(Uuids.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
