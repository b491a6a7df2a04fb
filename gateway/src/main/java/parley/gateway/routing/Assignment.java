package parley.gateway.routing;

import org.jspecify.annotations.Nullable;
import parley.protocol.value.AgentId;

/// Who gets a conversation, or why nobody does yet.
public sealed interface Assignment {
    /// This agent.
    record ToAgent(AgentId agent) implements Assignment {}

    /// Nobody, until an agent takes it or somebody assigns it by hand.
    record Unassigned(Reason reason) implements Assignment {}

    /// Nobody yet: it stands in the queue of its inbox and goes, oldest first, to whoever becomes
    /// free (CAP-05, CAP-20).
    record Waiting(Cause cause, Place place) implements Assignment {}

    /// The agent, if there is one.
    default @Nullable AgentId assignee() {
        return switch (this) {
            case ToAgent(var agent) -> agent;
            case Unassigned _, Waiting _ -> null;
        };
    }

    /// Why nobody is assigned by itself.
    enum Reason {
        /// The chatflow does not assign (B3).
        NOT_AUTOMATIC,
        /// It came outside operating hours (HRS-29).
        CLOSED,
        /// The rule names nobody who could be routed to in this inbox: an empty team, seats taken
        /// away.
        NOBODY_NAMED,
        /// All are at the limit, and the inbox says to do nothing about it (S21, CAP-04).
        FULL
    }

    /// What a conversation waits for.
    enum Cause {
        /// Somebody to become available.
        AVAILABILITY,
        /// Somebody to have room; the visitor is told the position.
        ROOM
    }

    /// Where it joins the queue.
    enum Place {
        /// Before all others: it had an agent before, who did not answer (CAP-16).
        HEAD,
        /// Behind all others.
        TAIL
    }
}
