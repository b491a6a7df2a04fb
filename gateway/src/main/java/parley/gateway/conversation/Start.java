package parley.gateway.conversation;

import org.jspecify.annotations.Nullable;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.InboxId;
import parley.protocol.value.MessageText;
import parley.protocol.value.PortalId;
import parley.protocol.value.VisitorId;

/// A visitor's send that names no conversation (contract §3 rule 5): goes to the one that
/// `(visitor, cmid)` started before, else to the visitor's open one unless `fresh`, else starts
/// one.
///
/// @param chatflow what the visitor was shown; null if nothing
/// @param page the page the visitor is on, for the agent
/// @param fresh whether a new conversation is wanted although one is open
public record Start(
        PortalId portal,
        InboxId inbox,
        VisitorId visitor,
        @Nullable ChatflowId chatflow,
        String page,
        ClientMessageId cmid,
        MessageText text,
        boolean fresh) {}
