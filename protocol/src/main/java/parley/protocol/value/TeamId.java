package parley.protocol.value;

import java.util.UUID;

/// Identifies one team of agents.
///
/// @param value a random (version 4) or time-ordered (version 7) UUID
public record TeamId(UUID value) {
    /// @throws IllegalArgumentException if the text is not a UUID in its canonical form
    public static TeamId of(String text) {
        return new TeamId(Uuids.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
