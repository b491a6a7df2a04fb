package parley.gateway.edge.agent;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.conversation.Conversation;
import parley.gateway.conversation.ConversationStore;
import parley.gateway.fanout.Broker;
import parley.gateway.fanout.Event;
import parley.gateway.fanout.Topic;
import parley.protocol.value.ConversationId;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;

/// The lists of the inboxes that somebody on this node looks at: one subscription per inbox, one
/// read per changed row however many look. Rows are state: while one is being read, further changes
/// of it cost one more read. Any thread.
final class InboxFeeds {
    private static final Logger LOG = LoggerFactory.getLogger(InboxFeeds.class);

    private final ConversationStore store;
    private final Broker broker;
    private final Map<InboxId, Feed> feeds = new ConcurrentHashMap<>();

    InboxFeeds(ConversationStore store, Broker broker) {
        this.store = store;
        this.broker = broker;
    }

    /// Somebody who looks at lists. Called on any thread: hops and returns.
    interface Reader {
        /// A row as it is now.
        void row(Conversation row);
    }

    void join(PortalId portal, InboxId inbox, Reader reader) {
        feeds.compute(
                inbox,
                (id, there) -> {
                    var feed = there == null ? new Feed(portal) : there;
                    feed.readers.add(reader);
                    if (there == null) {
                        follow(id, feed);
                    }
                    return feed;
                });
    }

    void leave(InboxId inbox, Reader reader) {
        feeds.computeIfPresent(
                inbox,
                (_, feed) -> {
                    feed.readers.remove(reader);
                    if (!feed.readers.isEmpty()) {
                        return feed;
                    }
                    feed.close();
                    return null;
                });
    }

    private void follow(InboxId inbox, Feed feed) {
        var _ =
                broker.follow(
                                new Topic.OfInbox(inbox),
                                event -> {
                                    if (event instanceof Event.RowChanged(_, var row)) {
                                        changed(feed, row);
                                    }
                                })
                        .subscribe(
                                feed::follows,
                                e -> LOG.warn("an inbox's topic could not be followed", e));
    }

    private void changed(Feed feed, ConversationId row) {
        if (feed.changes.computeIfAbsent(row, _ -> new AtomicInteger()).getAndIncrement() == 0) {
            read(feed, row);
        }
    }

    private void read(Feed feed, ConversationId row) {
        var changes = feed.changes.get(row);
        int covered = changes == null ? 0 : changes.get();
        var _ =
                store.find(feed.portal, row)
                        .doOnNext(it -> feed.readers.forEach(reader -> reader.row(it)))
                        .doOnError(e -> LOG.warn("a row could not be read", e))
                        .onErrorComplete()
                        .doFinally(_ -> {
                            if (!feed.settled(row, covered)) {
                                read(feed, row);
                            }
                        })
                        .subscribe();
    }

    /// One inbox.
    private static final class Feed {
        private final PortalId portal;
        private final Set<Reader> readers = ConcurrentHashMap.newKeySet();
        private final Map<ConversationId, AtomicInteger> changes = new ConcurrentHashMap<>();
        private Broker.@Nullable Following following;
        private boolean closed;

        Feed(PortalId portal) {
            this.portal = portal;
        }

        /// Takes the changes that a read has covered away.
        ///
        /// @return false if there were more meanwhile
        boolean settled(ConversationId row, int covered) {
            return changes.computeIfPresent(
                            row, (_, count) -> count.addAndGet(-covered) > 0 ? count : null)
                    == null;
        }

        synchronized void follows(Broker.Following handle) {
            if (closed) {
                handle.close();
            } else {
                following = handle;
            }
        }

        synchronized void close() {
            closed = true;
            if (following != null) {
                following.close();
            }
        }
    }
}
