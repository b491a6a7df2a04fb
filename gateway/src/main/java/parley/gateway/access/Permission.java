package parley.gateway.access;

/// What an agent may do beyond the role. No role implies any of them, `admin` included.
public enum Permission {
    /// Creates, edits, publishes and orders chatflows (features S1).
    CHATFLOWS_EDIT("chatflows.edit");

    private final String wireName;

    Permission(String wireName) {
        this.wireName = wireName;
    }

    /// The name on the wire and in the database.
    public String wireName() {
        return wireName;
    }

    /// @throws IllegalArgumentException if no permission has this wire name
    public static Permission ofWireName(String name) {
        for (Permission permission : values()) {
            if (permission.wireName.equals(name)) {
                return permission;
            }
        }
        throw new IllegalArgumentException("permission: '" + name + "' (expected: chatflows.edit)");
    }
}
