package parley.gateway.chatflow;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What is said and who answers.
///
/// @param welcome text of the prompt and of the first bubble, at most 1,000 characters; empty: no
///   prompt, launcher only (S6)
/// @param knowledgeSearch whether the widget has a search bar (B2); shown only while three articles
///   are published (W5)
/// @param routing who gets new conversations
/// @param emailCapture when the visitor is asked for an e-mail address
public record Build(
        String welcome, boolean knowledgeSearch, Routing routing, EmailCapture emailCapture) {
    /// @throws IllegalArgumentException if the welcome text is too long or has control characters
    public Build {
        welcome = Check.text("welcome", welcome, 0, 1_000);
    }

    /// A greeting, unassigned, the address asked after the first message.
    public static Build initial() {
        return new Build(
                "Hi! How can we help?",
                false,
                Routing.UNASSIGNED,
                new EmailCapture(EmailCapture.When.AFTER_FIRST_MESSAGE, null, ""));
    }

    /// Who gets new conversations (B3 to B7).
    ///
    /// @param autoAssign off: every conversation is unassigned, the rest is kept for later
    /// @param contactOwner whether the contact's owner comes first
    /// @param assignees who else: the candidates, or with `contactOwner` the fallback
    public record Routing(boolean autoAssign, boolean contactOwner, Assignees assignees) {
        /// Nobody is assigned (HubSpot's default).
        public static final Routing UNASSIGNED = new Routing(false, false, Assignees.NOBODY);

        /// @throws IllegalArgumentException if assigning is on and there is nobody to assign to
        public Routing {
            if (autoAssign && !contactOwner && assignees.isEmpty()) {
                throw Check.refused(
                        "users", "[]", "users, teams or contactOwner when autoAssign is on");
            }
        }
    }

    /// When and how the visitor is asked for an e-mail address (B9, B10, H11). A known contact is
    /// never asked, nobody twice in a conversation.
    ///
    /// @param when the moment
    /// @param noReply how long after an unanswered message, 5 s to 1 h; set for
    ///   [When#AFTER_NO_REPLY] alone
    /// @param prompt the text, at most 500 characters; empty: the default of the language. Away,
    ///   the default replaces it (EML-04)
    public record EmailCapture(When when, @Nullable Duration noReply, String prompt) {
        /// @throws IllegalArgumentException if `noReply` is missing, not wanted or out of range
        public EmailCapture {
            if ((noReply != null) != (when == When.AFTER_NO_REPLY)) {
                throw Check.refused(
                        "noReplySeconds",
                        noReply == null ? "absent" : Long.toString(noReply.toSeconds()),
                        when == When.AFTER_NO_REPLY
                                ? "5..3600"
                                : "absent unless when is after_no_reply");
            }
            if (noReply != null) {
                Check.range("noReplySeconds", noReply.toSeconds(), 5, 3_600);
                noReply = Duration.ofSeconds(noReply.toSeconds());
            }
            prompt = Check.text("prompt", prompt, 0, 500);
        }

        /// The moments.
        public enum When {
            /// Never.
            NEVER,
            /// The first message is refused until it is given.
            BEFORE_FIRST_MESSAGE,
            /// Does not block.
            AFTER_FIRST_MESSAGE,
            /// When nobody answered for a while.
            AFTER_NO_REPLY,
            /// Only when the team is away.
            WHEN_AWAY
        }
    }
}
