package parley.gateway.visitor;

import java.util.UUID;
import parley.protocol.value.PortalId;

/// Something that people may agree to be written to about (O12).
///
/// @param archived nobody new is enrolled; who is stays
public record SubscriptionType(
        PortalId portal, UUID id, String name, boolean archived, long version) {}
