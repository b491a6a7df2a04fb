package parley.gateway.access;

import parley.protocol.value.AgentId;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;

/// What a command is about. Each names the portal it belongs to.
public sealed interface Resource {
    /// The portal it belongs to.
    PortalId portal();

    /// Something that belongs to the portal as a whole: its settings, a team, a chatflow.
    record OfPortal(PortalId portal) implements Resource {}

    /// An inbox, or a conversation in it.
    record OfInbox(PortalId portal, InboxId inbox) implements Resource {}

    /// One agent.
    record OfAgent(PortalId portal, AgentId agent) implements Resource {}
}
