package parley.protocol.value;

import java.util.UUID;

/// Identifies one portal: one customer's account.
///
/// @param value a random (version 4) or time-ordered (version 7) UUID
public record PortalId(UUID value) {
    /// @throws IllegalArgumentException if the text is not a UUID in its canonical form
    public static PortalId of(String text) {
        return new PortalId(Uuids.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
