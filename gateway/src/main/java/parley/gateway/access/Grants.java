package parley.gateway.access;

import java.util.Set;

/// What one agent is and may do.
public record Grants(Role role, Set<Permission> permissions) {
    /// Copies the set.
    public Grants {
        permissions = Set.copyOf(permissions);
    }
}
