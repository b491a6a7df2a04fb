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
/// @param terms what it is begun under without a click; null for none
public record Start(
        PortalId portal,
        InboxId inbox,
        VisitorId visitor,
        @Nullable ChatflowId chatflow,
        String page,
        ClientMessageId cmid,
        MessageText text,
        boolean fresh,
        @Nullable Terms terms) {
    /// Under no terms that have to be recorded.
    public Start(
            PortalId portal,
            InboxId inbox,
            VisitorId visitor,
            @Nullable ChatflowId chatflow,
            String page,
            ClientMessageId cmid,
            MessageText text,
            boolean fresh) {
        this(portal, inbox, visitor, chatflow, page, cmid, text, fresh, null);
    }

    /// A text that holds because the visitor writes (O9): recorded in the same transaction.
    ///
    /// @param origin of the page
    public record Terms(String version, String text, String origin) {}
}
