package parley.gateway.conversation;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.conversation.Feeds.Watch;
import parley.gateway.conversation.Feeds.Watcher;
import parley.protocol.value.Actor;
import parley.protocol.value.Entry;

/// One watcher of a feed, and how far it has come. Confined to the feed's mailbox, but for closing.
final class FeedWatch implements Watch {
    private static final Logger LOG = LoggerFactory.getLogger(FeedWatch.class);

    private final Feed feed;
    private final Watcher watcher;
    private volatile boolean closed;
    private long have;
    private long haveAtLastPing;
    private int round;
    private boolean live;
    private boolean announced;
    private boolean checked;

    FeedWatch(Feed feed, long have, Watcher watcher) {
        this.feed = feed;
        this.watcher = watcher;
        this.have = have;
    }

    long have() {
        return have;
    }

    /// Changes when it starts again: pages of an earlier round are not its own any more.
    int round() {
        return round;
    }

    /// Whether it has caught up with what is stored.
    boolean live() {
        return live;
    }

    boolean closed() {
        return closed;
    }

    /// Where to read on. Until the store has shown the entry it claims to hold, that entry is read
    /// too: a claim above the head would wait for ever.
    long readFrom() {
        return checked || have == 0 ? have : have - 1;
    }

    /// Takes a page of the store's. What it holds already is left out.
    ///
    /// @return false if the store lacks what it claims to hold
    boolean take(List<Entry> page) {
        if (!checked && have > 0 && page.isEmpty()) {
            return false;
        }
        checked = true;
        deliver(page);
        return true;
    }

    /// Hands over what is above its mark.
    void deliver(List<Entry> entries) {
        if (entries.isEmpty() || entries.getLast().seq() <= have) {
            return;
        }
        var fresh =
                entries.getFirst().seq() > have
                        ? entries
                        : entries.stream().filter(it -> it.seq() > have).toList();
        have = fresh.getLast().seq();
        call(() -> watcher.entries(fresh));
    }

    /// It has caught up: from now on it is told as it happens.
    void goLive() {
        live = true;
        if (!announced) {
            announced = true;
            haveAtLastPing = have;
            call(() -> watcher.live(have));
        }
    }

    /// It begins anew, from nothing.
    void reset(String reason) {
        restart(0);
        announced = false;
        call(() -> watcher.reset(0, reason));
    }

    /// What the peer says it holds. It may cross with entries on their way; so only what it lacked
    /// of the ping before is sent again.
    ///
    /// @return whether it has to catch up again
    boolean lacks(long has) {
        boolean lost = live && has < haveAtLastPing;
        if (lost) {
            restart(has);
        }
        haveAtLastPing = have;
        return lost;
    }

    private void restart(long from) {
        have = from;
        live = false;
        checked = true;
        round++;
    }

    void typing(Actor actor) {
        if (live) {
            call(() -> watcher.typing(actor));
        }
    }

    private void call(Runnable callback) {
        if (closed) {
            return;
        }
        try {
            callback.run();
        } catch (RuntimeException e) {
            LOG.error("a watcher failed and is let go", e);
            close();
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            feed.leave(this);
        }
    }

    @Override
    public void has(long has) {
        feed.has(this, has);
    }
}
