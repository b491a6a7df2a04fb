package parley.gateway.conversation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.AgentId;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import parley.protocol.value.VisitorId;

/// A conversation without its log.
///
/// @param chatflow the chatflow it began in; null once that is deleted
/// @param assignee the agent who has it; null when unassigned
/// @param waitingSince since when it waits for an agent; null when it does not wait
/// @param head highest seq of the public stream, 0 when empty
/// @param internalHead highest seq of the internal stream, 0 when empty
/// @param preview the first characters of the last message, for lists
/// @param alias what visitors see instead of agents; null if they see the agents
public record Conversation(
        PortalId portal,
        ConversationId id,
        InboxId inbox,
        VisitorId visitor,
        @Nullable ChatflowId chatflow,
        Status status,
        @Nullable AgentId assignee,
        @Nullable Instant waitingSince,
        long head,
        long internalHead,
        Instant createdAt,
        Instant lastAt,
        String preview,
        @Nullable Alias alias) {
    /// The two states of a conversation.
    public enum Status {
        OPEN,
        CLOSED
    }
}
