package parley.gateway.session;

import parley.gateway.conversation.ConversationStore;
import parley.gateway.conversation.Conversations;
import parley.gateway.conversation.Feeds;
import parley.gateway.conversation.Places;

/// Where sessions send messages and get them from.
///
/// @param epoch of the database, told to clients (contract §6)
/// @param places tells who waits where
public record Talking(
        Conversations conversations,
        ConversationStore store,
        Feeds feeds,
        Places places,
        String epoch) {
    /// Where nobody is told places.
    public Talking(
            Conversations conversations, ConversationStore store, Feeds feeds, String epoch) {
        this(conversations, store, feeds, Places.UNTOLD, epoch);
    }
}
