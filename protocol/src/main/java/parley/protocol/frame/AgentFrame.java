package parley.protocol.frame;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.AgentId;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.InboxId;
import parley.protocol.value.MessageText;
import parley.protocol.value.Stream;
import parley.protocol.value.TeamId;

/// What an agent's console sends. The field names on the wire are in `protocol/README.md`.
public sealed interface AgentFrame {
    /// The first frame.
    ///
    /// @param version of the protocol
    /// @param inboxes whose lists to keep up to date, at most 50
    /// @param resume the conversations that are open on the screen, at most 20
    /// @param inboxVersion of the last `heads` received; null: none
    record Connect(
            int version,
            String token,
            List<InboxId> inboxes,
            List<Resume> resume,
            @Nullable Long inboxVersion)
            implements AgentFrame {
        /// Copies the lists.
        public Connect {
            inboxes = List.copyOf(inboxes);
            resume = List.copyOf(resume);
        }
    }

    /// Shows a conversation: send what comes after these seqs, and what comes from now on.
    ///
    /// @param have highest contiguous seq held of the public stream
    /// @param internal the same of the internal stream
    /// @param epoch of the database that they came from
    record Watch(ConversationId conversation, long have, long internal, @Nullable String epoch)
            implements AgentFrame {}

    /// Shows it no more.
    record Unwatch(ConversationId conversation) implements AgentFrame {}

    /// A message to the visitor. Answered by one ack or nack with its `cmid`.
    record Send(ClientMessageId cmid, ConversationId conversation, MessageText text)
            implements AgentFrame {}

    /// A note for colleagues. Answered as a send.
    record Comment(ClientMessageId cmid, ConversationId conversation, MessageText text)
            implements AgentFrame {}

    /// Assigns to myself.
    record Take(ConversationId conversation) implements AgentFrame {}

    /// Assigns to somebody.
    ///
    /// @param to null: nobody
    record Assign(ConversationId conversation, @Nullable AgentId to) implements AgentFrame {}

    /// Hands over. With neither, back into the queue, by the rule of its chatflow.
    ///
    /// @param team by whose main members it is routed from now on; null: none
    /// @param inbox where it moves; null: it stays where it is
    record Transfer(ConversationId conversation, @Nullable TeamId team, @Nullable InboxId inbox)
            implements AgentFrame {}

    /// Closes the conversation.
    record Close(ConversationId conversation) implements AgentFrame {}

    /// Opens it again.
    record Reopen(ConversationId conversation) implements AgentFrame {}

    /// Switches between Available and Away.
    record SetStatus(AgentStatus status) implements AgentFrame {}

    /// Asks for entries after a seq.
    ///
    /// @param limit 1 to 200
    record Sync(ConversationId conversation, Stream stream, long after, int limit)
            implements AgentFrame {}

    /// How far the agent has read and received. Never goes back.
    record Cursor(ConversationId conversation, Stream stream, long read, long delivered)
            implements AgentFrame {}

    /// The agent types.
    record Typing(ConversationId conversation) implements AgentFrame {}

    /// Heartbeat.
    ///
    /// @param t echoed by the pong
    /// @param have highest contiguous public seq held, by conversation, at most 100
    record Ping(long t, Map<ConversationId, Long> have) implements AgentFrame {
        /// Copies the map, keeping its order.
        public Ping {
            have = Ordered.copy(have);
        }
    }

    /// The console has no need of the connection any more.
    record Bye() implements AgentFrame {}

    /// What a console holds of one conversation.
    ///
    /// @param have highest contiguous seq of the public stream
    /// @param internal the same of the internal stream
    /// @param epoch of the database it came from
    record Resume(ConversationId conversation, long have, long internal, @Nullable String epoch) {}
}
