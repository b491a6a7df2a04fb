package parley.protocol.value;

import java.util.UUID;

/// Identifies one agent.
///
/// @param value a random (version 4) or time-ordered (version 7) UUID
public record AgentId(UUID value) {
    /// @throws IllegalArgumentException if the text is not a UUID in its canonical form
    public static AgentId of(String text) {
        return new AgentId(Uuids.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
