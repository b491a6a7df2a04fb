package parley.protocol.frame;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.WireName;

/// What a visitor's page is to show: the whole answer, never a difference. Made once per portal and
/// outcome, encoded once ([FrameEncoder#decision]) and shared by every connection that gets it.
///
/// @param version opaque; equal versions show the same
/// @param chatflow null: show nothing, unless a conversation is open
/// @param display null exactly when there is no chatflow
/// @param gates null when nothing stands before the first message
public record DecisionView(
        String version,
        @Nullable ChatflowView chatflow,
        AvailabilityView availability,
        @Nullable DisplayView display,
        @Nullable GatesView gates) {
    /// The chatflow that won.
    ///
    /// @param language a BCP 47 tag; drives the widget's own words
    /// @param welcome first bubble and prompt; empty: no prompt
    /// @param search whether articles can be searched
    public record ChatflowView(
            ChatflowId id, String name, String language, String welcome, boolean search) {}

    /// Whether the team is there, and what to show for it.
    ///
    /// @param message away or wait text
    /// @param returnAt when the team is back
    /// @param zone the team's time zone, an IANA name
    public record AvailabilityView(
            State state,
            Show show,
            @Nullable String message,
            @Nullable Instant returnAt,
            @Nullable String zone,
            @Nullable ReplyTime replyTime) {}

    /// Whether the team is there.
    public enum State implements WireName {
        AVAILABLE,
        AWAY,
        FULL
    }

    /// What the widget shows for it.
    public enum Show implements WireName {
        CHAT,
        AWAY_MESSAGE,
        RETURN_TIME,
        WAIT,
        HIDDEN
    }

    /// How soon the team usually answers.
    public enum ReplyTime implements WireName {
        MINUTES,
        HOURS,
        DAY
    }

    /// How the widget appears on this visitor's device.
    ///
    /// @param triggers any one of them suffices; none: at once
    /// @param color accent, `#rrggbb`
    public record DisplayView(
            Behaviour behaviour,
            List<TriggerView> triggers,
            HeadingView heading,
            String color,
            Side side) {
        /// Copies the list.
        public DisplayView {
            triggers = List.copyOf(triggers);
        }
    }

    /// What appears.
    public enum Behaviour implements WireName {
        /// The button alone.
        LAUNCHER,
        /// The button and the welcome message above it.
        PROMPT,
        /// The prompt; a trigger or a click opens the window.
        OPEN
    }

    /// On which side of the page.
    public enum Side implements WireName {
        LEFT,
        RIGHT
    }

    /// When it appears, or opens.
    ///
    /// @param value seconds for `time`, percent for `scroll`, else 0
    public record TriggerView(TriggerKind kind, int value) {}

    /// What is waited for.
    public enum TriggerKind implements WireName {
        TIME,
        SCROLL,
        EXIT
    }

    /// Who the widget says one is talking to.
    ///
    /// @param image of the brand
    /// @param faces at most three
    public record HeadingView(
            HeadingKind kind, String name, @Nullable String image, List<FaceView> faces) {
        /// Copies the list.
        public HeadingView {
            faces = List.copyOf(faces);
        }
    }

    /// Whose heading.
    public enum HeadingKind implements WireName {
        BRAND,
        PEOPLE,
        OWNER
    }

    /// One person of the heading.
    public record FaceView(String name, @Nullable String avatar) {}

    /// What stands between the visitor and a message. The server enforces what it says here.
    ///
    /// @param identity whether only identified visitors may write
    public record GatesView(
            boolean identity, @Nullable EmailView email, List<ConsentView> consents) {
        /// Copies the list.
        public GatesView {
            consents = List.copyOf(consents);
        }
    }

    /// When to ask for an address, in which words.
    ///
    /// @param afterSeconds only for `no_reply`, else 0
    public record EmailView(When when, int afterSeconds, String text) {
        /// When to ask.
        public enum When implements WireName {
            BEFORE_FIRST_MESSAGE,
            AFTER_FIRST_MESSAGE,
            NO_REPLY,
            AWAY
        }
    }

    /// One thing to agree to.
    ///
    /// @param textVersion goes back in the `consent` frame
    public record ConsentView(ConsentKind kind, Ask ask, String textVersion, String text) {
        /// How to ask.
        public enum Ask implements WireName {
            /// A banner before the chat starts.
            START,
            /// A banner when the visitor is about to leave the page.
            EXIT,
            /// A button that must be pressed before the first message.
            EXPLICIT,
            /// Shown only; starting the chat is the answer.
            IMPLIED,
            /// A box that may be ticked.
            BOX
        }
    }
}
