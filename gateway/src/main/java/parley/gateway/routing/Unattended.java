package parley.gateway.routing;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What becomes of a conversation whose agent does not answer, or is gone (CAP-16, AGT-12).
///
/// @param unanswered how long an agent who is there may leave a visitor without an answer; null for
///   ever
/// @param vanished what to do after an agent is gone
/// @param vanishedAfter how long after
public record Unattended(
        @Nullable Duration unanswered, WhenVanished vanished, Duration vanishedAfter) {
    /// No limit on answers; two minutes after an agent is gone, what is owed an answer queues
    /// again.
    public static final Unattended DEFAULT =
            new Unattended(null, WhenVanished.REQUEUE, Duration.ofMinutes(2));

    /// What is due now.
    public Action at(Instant now, Situation situation) {
        if (dueVanished(now, situation)) {
            return switch (vanished) {
                case NOTHING -> Action.NONE;
                case REQUEUE -> situation.owedSince() == null ? Action.NONE : Action.REQUEUE;
                case CLOSE -> Action.CLOSE;
            };
        }
        return dueUnanswered(now, situation) ? Action.REASSIGN : Action.NONE;
    }

    private boolean dueVanished(Instant now, Situation situation) {
        var gone = situation.goneSince();
        return gone != null && !now.isBefore(gone.plus(vanishedAfter));
    }

    private boolean dueUnanswered(Instant now, Situation situation) {
        var owed = situation.owedSince();
        return unanswered != null
                && owed != null
                && situation.goneSince() == null
                && !now.isBefore(owed.plus(unanswered));
    }

    /// @param owedSince the visitor's first message that has no answer, or the assignment if that
    ///   was later; null if nothing is owed
    /// @param goneSince when the agent's presence lease ran out; null while connected
    public record Situation(@Nullable Instant owedSince, @Nullable Instant goneSince) {}

    /// What to do after an agent is gone.
    public enum WhenVanished {
        NOTHING,
        REQUEUE,
        CLOSE
    }

    /// What is due.
    public enum Action {
        NONE,
        /// To the best who was not tried, else to the head of the queue: [Candidates#without].
        REASSIGN,
        /// By the normal rule, without the agent who is gone.
        REQUEUE,
        CLOSE
    }
}
