package parley.protocol.frame;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.AgentId;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.EntryKind;
import parley.protocol.value.InboxId;
import parley.protocol.value.Stream;
import parley.protocol.value.TabId;
import parley.protocol.value.VisitorId;
import parley.protocol.value.WireName;

/// What the gateway sends, to visitors and to agents. The field names on the wire are in
/// `protocol/README.md`.
public sealed interface ServerFrame {
    /// The first frame.
    ///
    /// @param heartbeatSeconds how often to ping
    /// @param maxFrameBytes of what the peer may send
    /// @param maxTextCodePoints of a message's body
    /// @param node for support
    record Hello(int heartbeatSeconds, int maxFrameBytes, int maxTextCodePoints, String node)
            implements ServerFrame {}

    /// Answers a visitor's connect; `ready` on the wire.
    ///
    /// @param token to be sent in the next connect; keep it once the visitor has interacted; null
    ///   exactly in a preview, where nobody is a visitor
    /// @param conversations latest first
    /// @param preview what is shown is a draft; null for visitors
    record Ready(
            int version,
            TabId tab,
            VisitorId visitor,
            @Nullable String token,
            DecisionView decision,
            List<Head> conversations,
            @Nullable Preview preview)
            implements ServerFrame {
        /// Copies the list.
        public Ready {
            conversations = List.copyOf(conversations);
        }

        /// A visitor's.
        public Ready(
                int version,
                TabId tab,
                VisitorId visitor,
                String token,
                DecisionView decision,
                List<Head> conversations) {
            this(version, tab, visitor, token, decision, conversations, null);
        }
    }

    /// A draft is shown.
    ///
    /// @param until when the link ends
    /// @param saved whether it is the draft as it is saved, followed as it is saved again; else it
    ///   is the one that the link was made of
    record Preview(Instant until, boolean saved) {}

    /// Answers an agent's connect; `ready` on the wire, with `agent` instead of `visitor`.
    ///
    /// @param epoch of the database; null: an older gateway, which does not tell it
    record AgentReady(int version, Self agent, List<InboxName> inboxes, @Nullable String epoch)
            implements ServerFrame {
        /// Copies the list.
        public AgentReady {
            inboxes = List.copyOf(inboxes);
        }
    }

    /// What to show changed.
    record Decision(DecisionView decision) implements ServerFrame {}

    /// The visitor waits for an agent.
    ///
    /// @param position from 1
    /// @param waitSeconds null: not known
    record Queue(ConversationId conversation, int position, @Nullable Integer waitSeconds)
            implements ServerFrame {}

    /// An entry of a conversation's log; `entry` on the wire.
    ///
    /// @param body empty: none
    /// @param cmid to its own sender alone, else null
    record Logged(
            ConversationId conversation,
            Stream stream,
            long seq,
            UUID id,
            EntryKind kind,
            ActorView actor,
            String body,
            Map<String, String> data,
            Instant at,
            @Nullable ClientMessageId cmid)
            implements ServerFrame {
        /// Copies the map, keeping its order.
        public Logged {
            data = Ordered.copy(data);
        }

        /// An entry as somebody other than its sender sees it.
        public static Logged of(Entry entry, ActorView actor) {
            return of(entry, actor, null);
        }

        /// An entry as its own sender sees it.
        ///
        /// @param cmid the sender's id of it
        public static Logged of(Entry entry, ActorView actor, @Nullable ClientMessageId cmid) {
            return new Logged(
                    entry.conversation(),
                    entry.stream(),
                    entry.seq(),
                    entry.id(),
                    entry.kind(),
                    actor,
                    entry.body(),
                    entry.data(),
                    entry.at(),
                    cmid);
        }
    }

    /// Stored for ever. Does not advance what the peer holds (contract §6).
    record Ack(ClientMessageId cmid, ConversationId conversation, long seq, Instant at)
            implements ServerFrame {}

    /// Not stored, or not known; the code says which.
    ///
    /// @param retryMs when to try again; null: as the peer likes
    record Nack(ClientMessageId cmid, NackCode code, @Nullable Integer retryMs)
            implements ServerFrame {}

    /// Everything up to this seq was sent.
    record Live(ConversationId conversation, Stream stream, long seq) implements ServerFrame {}

    /// What the peer claims to hold does not exist: forget it and start after `from`.
    record Reset(ConversationId conversation, Stream stream, String reason, long from)
            implements ServerFrame {}

    /// Articles found.
    record Results(String query, List<Article> items) implements ServerFrame {
        /// Copies the list.
        public Results {
            items = List.copyOf(items);
        }
    }

    /// Questions about a conversation that was closed; `survey` on the wire. Withdrawn when the
    /// conversation opens again.
    ///
    /// @param survey which one, opaque
    record SurveyAsked(ConversationId conversation, String survey, List<Question> questions)
            implements ServerFrame {
        /// Copies the list.
        public SurveyAsked {
            questions = List.copyOf(questions);
        }
    }

    /// Answers a ping.
    ///
    /// @param heads where these conversations are now, if the peer is behind
    record Pong(long t, Map<ConversationId, Long> heads) implements ServerFrame {
        /// Copies the map, keeping its order.
        public Pong {
            heads = Ordered.copy(heads);
        }
    }

    /// Dial again after a random time within this window, then close this connection.
    record Goaway(String reason, int minMs, int maxMs) implements ServerFrame {}

    /// A frame was not carried out; the connection stays.
    ///
    /// @param conversation which one it was about; null: none or unknown
    /// @param message for people who write clients, never for users
    record Failed(ErrorCode code, @Nullable ConversationId conversation, @Nullable String message)
            implements ServerFrame {}

    /// Somebody types; forget it after ten seconds.
    record Typing(ConversationId conversation, ActorView actor) implements ServerFrame {}

    /// How many agents look at the conversation.
    record Presence(ConversationId conversation, int agents) implements ServerFrame {}

    /// Where an inbox's list is now: the rows that changed since the peer's version, or all.
    record Heads(InboxId inbox, long version, List<Row> rows) implements ServerFrame {
        /// Copies the list.
        public Heads {
            rows = List.copyOf(rows);
        }
    }

    /// A row of an inbox's list changed; `row` on the wire.
    record RowChanged(Row row) implements ServerFrame {}

    /// A colleague looks at the conversation; `viewer` on the wire.
    record Viewer(ConversationId conversation, Colleague agent) implements ServerFrame {}

    /// How much the agent has to do.
    ///
    /// @param limit null: none
    record Capacity(int open, @Nullable Integer limit) implements ServerFrame {}

    /// The agent's switch is now so, whoever turned it.
    record Status(AgentStatus status) implements ServerFrame {}

    /// Where a conversation is.
    ///
    /// @param epoch of the database
    /// @param head highest public seq, 0 when empty
    record Head(ConversationId conversation, String epoch, long head, ConversationStatus status) {}

    /// The agent who connected.
    record Self(AgentId id, String name, String role, AgentStatus status) {}

    /// An inbox the agent may see.
    record InboxName(InboxId id, String name) {}

    /// An agent, to colleagues.
    record Colleague(AgentId id, String name) {}

    /// One question of a survey.
    ///
    /// @param name the answer comes under it
    /// @param choices of a choice, else empty
    record Question(
            String name, QuestionKind kind, String text, boolean required, List<String> choices) {
        /// Copies the list.
        public Question {
            choices = List.copyOf(choices);
        }
    }

    /// What an answer looks like.
    enum QuestionKind implements WireName {
        /// 0 to 10.
        SCORE,
        /// Free words.
        TEXT,
        /// One of the choices.
        CHOICE
    }

    /// An article found.
    record Article(String title, String excerpt, String url) {}

    /// One conversation in an inbox's list.
    ///
    /// @param assignee null: nobody
    /// @param head highest seq of the public stream
    /// @param internalHead highest seq of the internal stream
    /// @param unread public entries this agent has not read
    /// @param preview first characters of the last message
    /// @param waitingSince null: does not wait
    record Row(
            InboxId inbox,
            ConversationId conversation,
            VisitorId visitor,
            ConversationStatus status,
            @Nullable AgentId assignee,
            long head,
            long internalHead,
            long unread,
            String preview,
            Instant lastAt,
            @Nullable Instant waitingSince,
            Instant createdAt) {}
}
