package parley.gateway.conversation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import parley.protocol.value.Actor;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import parley.protocol.value.Stream;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/// The live streams of the conversations that somebody on this node watches: one subscription and
/// one gap detector per conversation and stream, however many watchers (contract §4). Reads from
/// PostgreSQL what Redis lost. `app` subscribes [#run] once.
public final class Feeds {
    private final Bells bells;
    private final FeedSetting setting;
    private final Healing healing;
    private final Map<Key, Shared> feeds = new ConcurrentHashMap<>();

    /// @param errands runs the reads; app subscribes it
    /// @param timer the clock of every delay
    public Feeds(
            ConversationStore store,
            Bells bells,
            Errands errands,
            Scheduler timer,
            MeterRegistry meters) {
        this.bells = bells;
        setting = new FeedSetting(store, errands, timer, new FeedMeters(meters));
        healing =
                new Healing(
                        setting,
                        bells.broker(),
                        () -> feeds.values().stream().map(Shared::feed).toList());
        Gauge.builder("chat.feeds", feeds, Map::size).register(meters);
    }

    /// Compares heads for as long as it is subscribed: what nobody rings for is found by it alone.
    public Flux<Void> run() {
        return healing.run();
    }

    /// Watches one stream from `have + 1` on: what is stored already comes first, in pages of at
    /// most 200, then [Watcher#live], then what is stored from then on; every seq once, in order.
    ///
    /// @param have highest seq the watcher holds already, 0 for none; above the head, the watcher
    ///   is told [Watcher#reset] and then gets everything
    public Watch watch(
            PortalId portal,
            ConversationId conversation,
            Stream stream,
            long have,
            Watcher watcher) {
        var key = new Key(portal, conversation, stream);
        var shared =
                feeds.compute(
                        key,
                        (_, known) ->
                                known == null
                                        ? new Shared(feed(key), 1)
                                        : new Shared(known.feed, known.watches + 1));
        if (shared.watches == 1) {
            shared.feed.follow(bells.broker());
        }
        var watch = new FeedWatch(shared.feed, have, watcher);
        shared.feed.join(watch);
        return watch;
    }

    private Feed feed(Key key) {
        return new Feed(key.portal, key.conversation, key.stream, setting, it -> left(key, it));
    }

    /// A watch of this feed was closed.
    private void left(Key key, Feed feed) {
        var rest =
                feeds.computeIfPresent(
                        key,
                        (_, shared) ->
                                shared.watches == 1
                                        ? null
                                        : new Shared(shared.feed, shared.watches - 1));
        if (rest == null) {
            feed.end();
        }
    }

    /// An entry was committed here: tells its watchers on this node, who need not wait for the
    /// broker, and rings for those on other nodes; every one of them hears [Watcher#entries].
    ///
    /// @param inbox whose list shows the conversation
    void stored(PortalId portal, Entry entry, InboxId inbox) {
        var shared = feeds.get(new Key(portal, entry.conversation(), entry.stream()));
        if (shared != null) {
            shared.feed.heard(entry);
        }
        bells.stored(entry, inbox);
    }

    private record Key(PortalId portal, ConversationId conversation, Stream stream) {}

    private record Shared(Feed feed, int watches) {}

    /// Gets what a stream brings. Called by one thread at a time per watch, in order, on threads of
    /// the feed: hop to your event loop and return.
    public interface Watcher {
        /// The next entries, contiguous, ascending.
        void entries(List<Entry> entries);

        /// All that was stored when the watch began has been handed over; `head` is its last seq.
        void live(long head);

        /// The watcher claims to hold what does not exist: it forgets what it holds above `from`,
        /// and gets everything after it, then [#live] again.
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
