package parley.gateway.conversation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import parley.gateway.conversation.ConversationStore.Change;
import parley.gateway.routing.Unattended;
import parley.gateway.routing.Unattended.Situation;
import parley.protocol.value.AgentId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Conversations of all portals that nobody attends to: their agent does not answer or is gone, or
/// their visitor is silent, or left the queue.
public interface AttendanceStore {
    /// Those for whom the policy may have something to do now, some at a time.
    Mono<List<Neglected>> neglected(Unattended policy);

    /// Takes it from its agent, back into the queue; empty if somebody said something meanwhile.
    ///
    /// @param unanswered whether it goes to the head, and never to that agent again (CAP-16)
    Mono<Change> takeBack(Neglected neglected, boolean unanswered);

    /// Closes it; empty if it is gone.
    Mono<Change> close(Neglected neglected);

    /// Those that count for an agent although their visitor has been silent for so long, some at a
    /// time.
    Mono<List<Silent>> silent(Duration releasedAfter);

    /// It stays with its agent, and counts again when its visitor is heard (CAP-17).
    ///
    /// @return whether it ceased to count now: false if somebody said something meanwhile
    Mono<Boolean> release(Silent silent);

    /// Those in a queue whose visitor was not seen on any node for so long, some at a time.
    Mono<List<Left>> left(Duration keepsPlace);

    /// Out of the queue; empty if the visitor is back, or does not wait for room.
    Mono<Change> miss(Left left);

    /// Counts the agents' loads again.
    ///
    /// @return how many were wrong
    Mono<Integer> repairLoads();

    /// @param head of the public stream, when the situation was as it says
    record Neglected(
            PortalId portal,
            ConversationId conversation,
            InboxId inbox,
            AgentId agent,
            long head,
            Situation situation,
            Instant now) {}

    /// @param head of the public stream, when it was so
    /// @param since the visitor's last message, or the assignment if that was later
    record Silent(
            PortalId portal,
            ConversationId conversation,
            AgentId agent,
            long head,
            Instant since,
            Instant now) {}

    /// @param leftAt when the visitor was last seen
    record Left(
            PortalId portal,
            InboxId inbox,
            ConversationId conversation,
            Instant leftAt,
            Instant now) {}
}
