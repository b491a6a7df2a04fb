package parley.gateway.knowledge;

import java.util.UUID;
import parley.protocol.value.PortalId;

/// Text that an agent writes by a shortcut (H23).
///
/// @param shortcut once in a portal, 1 to 50 characters without white space
/// @param body 1 to 4,000 characters
public record Snippet(PortalId portal, UUID id, String shortcut, String body, long version) {}
