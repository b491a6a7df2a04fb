package parley.gateway.availability;

/// An inbox's chat channel: what all chatflows of the inbox share (features S4, S8 to S21, W8).
/// "Chat channel" in full wherever it is said.
///
/// @param accent colour of the widget
/// @param placement where the launcher stands
/// @param mode when the team is there, and what is shown when it is not
/// @param whenFull what is shown when everyone who is there is at the limit
/// @param replyTime what is said about how long an answer takes
public record Channel(
        Colour accent, Placement placement, Mode mode, WhenFull whenFull, ReplyTime replyTime) {
    /// Longest text, characters.
    public static final int MAX_TEXT = 1_000;

    /// When the team is there. Each mode holds only the offline behaviours that it offers (S18).
    public sealed interface Mode {
        /// Always, whoever is there (S12).
        record Always() implements Mode {}

        /// In operating hours, whoever is there (S9).
        record Hours(OperatingHours hours, WhenClosed whenClosed) implements Mode {}

        /// While an agent of the assignment rule is available (S8).
        record Agents(WhenAway whenAway) implements Mode {}
    }

    /// What a visitor sees outside operating hours.
    public sealed interface WhenClosed {}

    /// What a visitor sees while no agent is available.
    public sealed interface WhenAway {}

    /// What a visitor sees while every available agent is at the limit (S19 to S21).
    public sealed interface WhenFull {}

    /// When the team is back (S15); without a next opening, the away message in its default words.
    public record ReturnTime() implements WhenClosed {}

    /// A text; the visitor may still write (S16).
    ///
    /// @param text empty for the default words of the chatflow's language
    public record AwayMessage(String text) implements WhenClosed, WhenAway {
        /// @throws IllegalArgumentException if the text is too long
        public AwayMessage {
            checkLength(text);
        }
    }

    /// A text; the visitor may write and waits in the queue (S19).
    ///
    /// @param text empty for the default words of the chatflow's language
    public record WaitMessage(String text) implements WhenFull {
        /// @throws IllegalArgumentException if the text is too long
        public WaitMessage {
            checkLength(text);
        }
    }

    /// Nothing at all, unless a conversation is open (S17, S20).
    public record Hide() implements WhenClosed, WhenAway, WhenFull {}

    /// As if somebody had room; what is written stays unassigned (S21).
    public record AsAvailable() implements WhenFull {}

    /// What is said about the time an answer takes (S13).
    public enum ReplyTime {
        /// Nothing.
        OFF,
        /// "In a few minutes".
        MINUTES,
        /// "In a few hours".
        HOURS,
        /// "In a day".
        DAY,
        /// The measured median of first replies in open time.
        AUTOMATIC
    }

    private static void checkLength(String text) {
        if (text.length() > MAX_TEXT) {
            throw new IllegalArgumentException(
                    "text: " + text.length() + " characters (expected: 0.." + MAX_TEXT + ")");
        }
    }
}
