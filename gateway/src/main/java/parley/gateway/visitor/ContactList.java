package parley.gateway.visitor;

import java.util.UUID;
import parley.protocol.value.PortalId;

/// A list of contacts, kept by hand. Targeting rules call it by its name.
///
/// @param name once in a portal, 1 to 100 characters
public record ContactList(PortalId portal, UUID id, String name, long version) {}
