package parley.gateway.conversation;

import java.util.List;
import parley.gateway.fanout.Broker;
import parley.protocol.value.Actor;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.PortalId;
import parley.protocol.value.Stream;

/// The live streams of the conversations that somebody on this node watches: one subscription and
/// one gap detector per conversation and stream, however many watchers (contract §4). Reads from
/// PostgreSQL what Redis lost.
public final class Feeds {
    private final ConversationStore store;
    private final Broker broker;

    public Feeds(ConversationStore store, Broker broker) {
        this.store = store;
        this.broker = broker;
    }

    /// Watches one stream from `have + 1` on: what is stored already comes first, in pages of at
    /// most 200, then [Watcher#live], then what is stored from then on; every seq once, in order.
    ///
    /// @param have highest seq the watcher holds already, 0 for none; above the head, the watcher
    ///   is told [Watcher#reset]
    public Watch watch(
            PortalId portal,
            ConversationId conversation,
            Stream stream,
            long have,
            Watcher watcher) {
        throw new UnsupportedOperationException("written by the store work package");
    }

    /// Gets what a stream brings. Called by one thread at a time per watch, in order, on threads of
    /// the feed: hop to your event loop and return.
    public interface Watcher {
        /// The next entries, contiguous, ascending.
        void entries(List<Entry> entries);

        /// All that was stored when the watch began has been handed over; `head` is its last seq.
        void live(long head);

        /// The watcher claims to hold what does not exist; it should start again from `from`.
        void reset(long from, String reason);

        /// Somebody types. Ephemeral.
        void typing(Actor actor);
    }

    /// One watcher's watch; closing it twice is harmless, and nothing is called after.
    public interface Watch extends AutoCloseable {
        @Override
        void close();

        /// The peer says that it holds everything up to `have`: what it lacks and the feed has is
        /// sent again (detector c).
        void has(long have);
    }
}
