package parley.gateway.report.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import parley.protocol.value.VisitorId;
import reactor.core.publisher.Mono;

/// What visitors answered: in the conversation, and on the survey's page.
public interface SurveyAnswers {
    /// The close that a survey is still to be answered for; empty if the conversation is open, is
    /// not this visitor's, or that close is answered (SRV-02, SRV-03).
    Mono<Due> due(PortalId portal, VisitorId visitor, ConversationId conversation);

    /// Stores the answers for the last close; empty if none is due.
    Mono<Stored> store(
            PortalId portal,
            VisitorId visitor,
            ConversationId conversation,
            UUID survey,
            Map<String, String> answers);

    /// A page of them, the newest first.
    ///
    /// @param before only older ones; null for the newest
    /// @param limit 1 to 200
    Mono<List<Given>> ofSurvey(PortalId portal, UUID survey, @Nullable Instant before, int limit);

    /// @param seq of the entry that closed it
    /// @param byAgent false if it closed by itself
    record Due(long seq, boolean byAgent) {}

    /// @param entry what the thread says of it
    record Stored(InboxId inbox, Entry entry) {}

    /// Answers to one close.
    record Given(
            ConversationId conversation, long closedSeq, Instant at, Map<String, String> answers) {
        /// Copies the map.
        public Given {
            answers = Map.copyOf(answers);
        }
    }
}
