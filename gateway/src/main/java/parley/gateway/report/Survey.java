package parley.gateway.report;

import java.util.List;
import java.util.UUID;
import parley.protocol.value.PortalId;

/// Questions about a conversation that has ended (O14 to O16).
///
/// @param delivery how it reaches people; a chatflow takes `chat` alone (O15)
/// @param afterInactivity whether it is shown when nobody closed the conversation by hand (SRV-04)
/// @param questions 1 to 20, each name once
public record Survey(
        PortalId portal,
        UUID id,
        String name,
        Delivery delivery,
        boolean afterInactivity,
        List<Question> questions,
        long version) {
    /// Most questions: as many answers fit into a frame.
    public static final int MAX_QUESTIONS = 20;

    /// Copies the list.
    public Survey {
        questions = List.copyOf(questions);
    }

    /// How it reaches people.
    public enum Delivery {
        CHAT,
        EMAIL,
        PAGE
    }

    /// One question.
    ///
    /// @param name answers come under it
    /// @param choices of a [Kind#CHOICE], else empty
    public record Question(
            String name, Kind kind, String text, boolean required, List<String> choices) {
        /// Copies the list.
        public Question {
            choices = List.copyOf(choices);
        }

        /// Whether this answers it.
        public boolean takes(String answer) {
            return switch (kind) {
                case SCORE -> answer.matches("[0-9]|10");
                case TEXT -> !answer.isBlank();
                case CHOICE -> choices.contains(answer);
            };
        }
    }

    /// What an answer looks like.
    public enum Kind {
        /// 0 to 10.
        SCORE,
        /// Free words.
        TEXT,
        /// One of the choices.
        CHOICE
    }
}
