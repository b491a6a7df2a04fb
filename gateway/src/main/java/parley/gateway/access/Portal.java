package parley.gateway.access;

import parley.protocol.value.PortalId;

/// One customer's account.
///
/// @param name 1 to 200 characters
/// @param origins where its widget may run
/// @param active whether anything of it is served
/// @param privacy whether the data-privacy settings are on (O2)
/// @param version counts changes from 1; an update names the one it saw
public record Portal(
        PortalId id, String name, Origins origins, boolean active, boolean privacy, long version) {
    private static final int MAX_NAME = 200;

    /// @throws IllegalArgumentException if the name is blank or too long
    public Portal {
        if (name.isBlank() || name.length() > MAX_NAME) {
            throw new IllegalArgumentException(
                    "name: " + name.length() + " characters (expected: 1 to 200, not blank)");
        }
    }
}
