package parley.gateway.conversation;

import parley.protocol.value.Actor;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.MessageText;
import parley.protocol.value.PortalId;
import parley.protocol.value.Stream;

/// Something a person sends into a conversation. `(conversation, actor, cmid)` is its key for ever
/// (contract G2).
///
/// @param stream public for a message, internal for a comment
public record Append(
        PortalId portal,
        ConversationId conversation,
        Stream stream,
        Actor actor,
        ClientMessageId cmid,
        MessageText text) {}
