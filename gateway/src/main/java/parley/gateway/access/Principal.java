package parley.gateway.access;

import java.util.Set;
import parley.protocol.value.AgentId;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;

/// Who is asking, as it was when last looked up: an agent of one portal.
///
/// @param permissions beyond the role's
/// @param inboxes where the agent works, by name or through a team; for an admin all of the portal
public record Principal(
        PortalId portal,
        AgentId agent,
        Role role,
        Set<Permission> permissions,
        Set<InboxId> inboxes) {
    /// Copies the sets.
    public Principal {
        permissions = Set.copyOf(permissions);
        inboxes = Set.copyOf(inboxes);
    }

    /// Whether the principal works in this inbox.
    public boolean worksIn(InboxId inbox) {
        return inboxes.contains(inbox);
    }
}
