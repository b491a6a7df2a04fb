package parley.gateway.conversation;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.Entry;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Durable truth about who waits for an agent (contract §4). A conversation stands in the queue of
/// its inbox from its first message until somebody has it, all in the transactions that say so:
/// whoever dies between two of them, it is found there.
public interface QueueStore {
    /// Serves the first of a queue, the longest waiting first. Any number of nodes may do so at
    /// once: one at a time changes anything.
    Mono<Served> serve(PortalId portal, InboxId inbox);

    /// The inboxes of a portal that have a queue.
    Mono<List<InboxId>> queues(PortalId portal);

    /// Queues of all portals: those that may be served now, or all there are.
    Mono<List<Queued>> queues(boolean all);

    /// A queue that is not empty.
    record Queued(PortalId portal, InboxId inbox) {}

    /// What came of it, committed.
    ///
    /// @param assigned the entries that say who got what, in the order of service
    /// @param left how many left the queue for nobody: whoever wants takes them
    /// @param waiting whether somebody waits on
    /// @param more whether more may be served at once
    /// @param untilChange how long until hours alone may make room; null for ever
    record Served(
            List<Entry> assigned,
            int left,
            boolean waiting,
            boolean more,
            @Nullable Duration untilChange) {
        /// There was nothing to do.
        public static final Served NOTHING = new Served(List.of(), 0, false, false, null);

        /// Copies the list.
        public Served {
            assigned = List.copyOf(assigned);
        }

        /// The same, where something else changes within that time, too.
        public Served changingWithin(@Nullable Duration other) {
            return new Served(assigned, left, waiting, more, sooner(untilChange, other));
        }

        /// Both, of different parts of what was looked at.
        Served and(Served other) {
            return new Served(
                    Stream.concat(assigned.stream(), other.assigned.stream()).toList(),
                    left + other.left,
                    waiting || other.waiting,
                    more || other.more,
                    sooner(untilChange, other.untilChange));
        }

        private static @Nullable Duration sooner(@Nullable Duration one, @Nullable Duration other) {
            if (one == null || other == null) {
                return one == null ? other : one;
            }
            return one.compareTo(other) <= 0 ? one : other;
        }

        /// How many have left the queue.
        public int count() {
            return assigned.size() + left;
        }
    }
}
