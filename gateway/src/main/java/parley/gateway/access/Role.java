package parley.gateway.access;

import java.util.Locale;

/// What an agent is in the portal. Each role may do all that the one before it may.
public enum Role {
    /// Reads, changes nothing.
    VIEWER,
    /// Answers conversations.
    AGENT,
    /// Also sets the availability of others.
    LEAD,
    /// Also changes the portal, its inboxes, teams, agents and tokens; works in every inbox.
    ADMIN;

    /// Whether this role may do what `other` may.
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /// The name on the wire and in the database.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @throws IllegalArgumentException if no role has this wire name
    public static Role ofWireName(String name) {
        for (Role role : values()) {
            if (role.wireName().equals(name)) {
                return role;
            }
        }
        throw new IllegalArgumentException(
                "role: '" + name + "' (expected: viewer, agent, lead or admin)");
    }
}
