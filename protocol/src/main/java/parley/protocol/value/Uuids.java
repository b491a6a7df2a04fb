package parley.protocol.value;

import java.util.UUID;

/// Parses UUIDs strictly: [UUID#fromString] also takes shortened groups, which would make two texts
/// of one id.
final class Uuids {
    private static final int LENGTH = 36;

    private Uuids() {}

    /// @throws IllegalArgumentException if the text is not 36 characters in 8-4-4-4-12 form
    static UUID parse(String text) {
        if (text.length() != LENGTH) {
            throw new IllegalArgumentException(
                    "id: " + text.length() + " characters (expected: a UUID)");
        }
        return UUID.fromString(text);
    }
}
