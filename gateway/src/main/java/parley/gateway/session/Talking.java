package parley.gateway.session;

import parley.gateway.conversation.ConversationStore;
import parley.gateway.conversation.Conversations;
import parley.gateway.conversation.Feeds;

/// Where sessions send messages and get them from.
///
/// @param epoch of the database, told to clients (contract §6)
/// @param visiting who visitors are
public record Talking(
        Conversations conversations,
        ConversationStore store,
        Feeds feeds,
        String epoch,
        Visiting visiting) {}
