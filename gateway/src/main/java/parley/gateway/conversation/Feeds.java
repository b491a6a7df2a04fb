package parley.gateway.conversation;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import parley.gateway.fanout.Broker;
import parley.gateway.fanout.Event;
import parley.gateway.fanout.Topic;
import parley.protocol.value.Actor;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.PortalId;
import parley.protocol.value.Stream;
import reactor.core.publisher.Mono;

/// The live streams of the conversations that somebody on this node watches: one subscription and
/// one gap detector per conversation and stream, however many watchers (contract §4). Reads from
/// PostgreSQL what Redis lost.
public final class Feeds {
    private static final int PAGE = 200;

    private final ConversationStore store;
    private final Broker broker;
    private final Errands errands;
    private final Map<ConversationId, Set<Simple>> watches = new ConcurrentHashMap<>();

    /// @param errands runs the reads; app subscribes it
    public Feeds(ConversationStore store, Broker broker, Errands errands) {
        this.store = store;
        this.broker = broker;
        this.errands = errands;
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
        var watch = new Simple(portal, conversation, stream, have, watcher);
        watches.computeIfAbsent(conversation, _ -> ConcurrentHashMap.newKeySet()).add(watch);
        var _ =
                errands.run(
                        broker.follow(new Topic.OfConversation(conversation), watch::heard)
                                .doOnNext(watch::following)
                                .then());
        return watch;
    }

    /// Tells the watchers on this node of an entry that was committed here: they need not wait for
    /// the broker.
    void stored(Entry entry) {
        watches.getOrDefault(entry.conversation(), Set.of())
                .forEach(it -> it.heard(new Event.EntryStored(entry)));
    }

    private final class Simple implements Watch {
        private final PortalId portal;
        private final ConversationId conversation;
        private final Stream stream;
        private final Watcher watcher;
        private final AtomicInteger rings = new AtomicInteger();
        private volatile long have;
        private volatile boolean closed;
        private boolean live;
        private volatile Broker.@Nullable Following following;

        Simple(
                PortalId portal,
                ConversationId conversation,
                Stream stream,
                long have,
                Watcher watcher) {
            this.portal = portal;
            this.conversation = conversation;
            this.stream = stream;
            this.have = have;
            this.watcher = watcher;
        }

        void following(Broker.Following it) {
            following = it;
            if (closed) {
                it.close();
            }
            ring();
        }

        void heard(Event event) {
            switch (event) {
                case Event.EntryStored(var entry) when entry.stream() == stream -> ring();
                case Event.SomeoneTypes(_, var actor) when stream == Stream.PUBLIC -> types(actor);
                case Event.EntryStored _,
                        Event.SomeoneTypes _,
                        Event.RowChanged _,
                        Event.PortalChanged _,
                        Event.CapacityChanged _ -> {}
            }
        }

        private void types(Actor actor) {
            if (!closed) {
                watcher.typing(actor);
            }
        }

        private void ring() {
            if (rings.getAndIncrement() == 0) {
                var _ = errands.run(read());
            }
        }

        private Mono<Void> read() {
            return Mono.defer(() -> {
                int seen = rings.get();
                return store.read(portal, conversation, stream, have, PAGE)
                        .doOnNext(this::page)
                        .flatMap(it ->
                                it.size() < PAGE && rings.addAndGet(-seen) == 0
                                        ? Mono.empty()
                                        : read());
            });
        }

        private void page(List<Entry> page) {
            if (closed) {
                return;
            }
            if (!page.isEmpty()) {
                have = page.getLast().seq();
                watcher.entries(page);
            }
            if (!live && page.size() < PAGE) {
                live = true;
                watcher.live(have);
            }
        }

        @Override
        public void close() {
            closed = true;
            var it = following;
            if (it != null) {
                it.close();
            }
            watches.computeIfPresent(
                    conversation,
                    (_, set) -> {
                        set.remove(this);
                        return set.isEmpty() ? null : set;
                    });
        }

        @Override
        public void has(long has) {
            if (has < have) {
                have = has;
                ring();
            }
        }
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
