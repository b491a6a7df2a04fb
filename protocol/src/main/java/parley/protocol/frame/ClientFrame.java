package parley.protocol.frame;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.MessageText;
import parley.protocol.value.PortalId;
import parley.protocol.value.TabId;
import parley.protocol.value.WireName;

/// What a visitor's page sends. The field names on the wire are in `protocol/README.md`.
public sealed interface ClientFrame {
    /// The first frame: who I am, where I am, what I hold.
    ///
    /// @param version of the protocol
    /// @param language a BCP 47 tag as the browser tells it
    /// @param token what `ready` gave an earlier connection
    /// @param identity proof by the customer's own server of who the visitor is
    /// @param resume what the tab holds of its conversations, at most 20
    /// @param capabilities optional abilities of this client, at most 16; unknown ones mean nothing
    /// @param preview shows a draft to its editor, and makes nobody a visitor
    record Connect(
            int version,
            PortalId portal,
            Page page,
            Device device,
            @Nullable String language,
            @Nullable String token,
            @Nullable Identity identity,
            TabId tab,
            List<Resume> resume,
            List<String> capabilities,
            @Nullable Preview preview)
            implements ClientFrame {
        /// Copies the lists.
        public Connect {
            resume = List.copyOf(resume);
            capabilities = List.copyOf(capabilities);
        }

        /// A visitor's.
        public Connect(
                int version,
                PortalId portal,
                Page page,
                Device device,
                @Nullable String language,
                @Nullable String token,
                @Nullable Identity identity,
                TabId tab,
                List<Resume> resume,
                List<String> capabilities) {
            this(
                    version,
                    portal,
                    page,
                    device,
                    language,
                    token,
                    identity,
                    tab,
                    resume,
                    capabilities,
                    null);
        }
    }

    /// The visitor is on another page now, without a new connection.
    record PageViewed(Page page) implements ClientFrame {}

    /// A message. Answered by one ack or nack with its `cmid`.
    ///
    /// @param conversation null: the open one, or a new one (contract §3 rule 5)
    /// @param fresh whether a new conversation is wanted although one is open
    record Send(
            ClientMessageId cmid,
            @Nullable ConversationId conversation,
            boolean fresh,
            MessageText text)
            implements ClientFrame {}

    /// Asks for entries after a seq.
    ///
    /// @param limit 1 to 200
    record Sync(ConversationId conversation, long after, int limit) implements ClientFrame {}

    /// How far the visitor has read and received. Never goes back.
    record Cursor(ConversationId conversation, long read, long delivered) implements ClientFrame {}

    /// The visitor types.
    record Typing(ConversationId conversation) implements ClientFrame {}

    /// The visitor logged in on the site: a token by the customer's own server.
    record Identify(String token) implements ClientFrame {}

    /// Agreed or refused.
    ///
    /// @param textVersion of the text that was shown
    record Consent(ConsentKind kind, String textVersion, boolean answer) implements ClientFrame {}

    /// The visitor left an address. Unverified.
    record Contact(String email) implements ClientFrame {}

    /// Searches the articles.
    record Search(String query) implements ClientFrame {}

    /// The answers of a survey, by question, at most 20.
    record Survey(ConversationId conversation, Map<String, String> answers) implements ClientFrame {
        /// Copies the answers, keeping their order.
        public Survey {
            answers = Ordered.copy(answers);
        }
    }

    /// The visitor opened the window, by hand or by a trigger.
    record Opened() implements ClientFrame {}

    /// Heartbeat.
    ///
    /// @param t echoed by the pong
    /// @param have highest contiguous seq held, by conversation, at most 20
    record Ping(long t, Map<ConversationId, Long> have) implements ClientFrame {
        /// Copies the map, keeping its order.
        public Ping {
            have = Ordered.copy(have);
        }
    }

    /// The page has no need of the connection any more.
    ///
    /// @param reset whether the widget forgets who the visitor is, and begins as somebody new
    record Bye(boolean reset) implements ClientFrame {}

    /// What a tab holds of one conversation.
    ///
    /// @param have highest contiguous seq
    /// @param epoch of the database it came from
    record Resume(ConversationId conversation, long have, @Nullable String epoch) {}

    /// A contact's address and the token that proves it.
    record Identity(String email, String token) {}

    /// Asks to be shown a draft.
    ///
    /// @param token of the preview link
    /// @param as null: as the team is now
    record Preview(String token, @Nullable Pretence as) {}

    /// What a preview pretends of the team.
    enum Pretence implements WireName {
        /// There.
        AVAILABLE,
        /// Not there.
        AWAY,
        /// There, and everyone at the limit.
        FULL
    }
}
