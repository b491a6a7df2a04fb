package parley.gateway.access;

import parley.protocol.value.PortalId;

/// One customer's account.
///
/// @param name 1 to 200 characters
/// @param origins where its widget may run
/// @param active whether anything of it is served
/// @param privacy whether the data-privacy settings are on (O2)
/// @param limits whether its plan has limits on how many conversations an agent takes (S22)
/// @param version counts changes from 1; an update names the one it saw
public record Portal(
        PortalId id,
        String name,
        Origins origins,
        boolean active,
        boolean privacy,
        boolean limits,
        long version) {
    private static final int MAX_NAME = 200;

    /// With limits.
    public Portal(
            PortalId id,
            String name,
            Origins origins,
            boolean active,
            boolean privacy,
            long version) {
        this(id, name, origins, active, privacy, true, version);
    }

    /// @throws IllegalArgumentException if the name is blank or too long
    public Portal {
        if (name.isBlank() || name.length() > MAX_NAME) {
            throw new IllegalArgumentException(
                    "name: " + name.length() + " characters (expected: 1 to 200, not blank)");
        }
    }
}
