package parley.gateway.conversation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import parley.gateway.conversation.FeedSetting.Range;
import parley.gateway.fanout.Broker;
import parley.gateway.fanout.Event;
import parley.gateway.fanout.Topic;
import parley.protocol.value.Actor;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.PortalId;
import parley.protocol.value.Stream;

/// One stream of one conversation on this node (contract §4): it hands entries over in order, each
/// once, holds those that came too early, and reads what is missing, once for all its watchers.
///
/// Everything below happens in the mailbox.
final class Feed {
    /// How long an early entry waits for the ones before it: two nodes ring in the other order.
    static final Duration REORDER = Duration.ofMillis(50);

    /// Early entries, or entries kept for those who catch up, at most; beyond it the store is read.
    private static final int BUFFER = 64;

    /// Letters in the mailbox above which entries are left to the store: `DROP_NEWEST`.
    private static final int CROWDED = 1_024;

    private static final Duration FOLLOW_AGAIN = Duration.ofSeconds(1);
    private static final long UNKNOWN = -1;

    private final PortalId portal;
    private final ConversationId conversation;
    private final Stream stream;
    private final FeedSetting setting;
    private final Mailbox mailbox = new Mailbox();
    private final Consumer<Feed> left;
    private final Set<FeedWatch> watches = new LinkedHashSet<>();
    private final TreeMap<Long, Entry> early = new TreeMap<>();
    private final Deque<Entry> recent = new ArrayDeque<>();
    private Broker.@Nullable Following following;
    private boolean followed;
    private boolean ended;
    private boolean reading;
    private boolean waiting;
    private long gapSince;
    private volatile long head = UNKNOWN;
    private volatile long activeAt;

    /// @param left is told when a watch was closed
    Feed(
            PortalId portal,
            ConversationId conversation,
            Stream stream,
            FeedSetting setting,
            Consumer<Feed> left) {
        this.portal = portal;
        this.conversation = conversation;
        this.stream = stream;
        this.setting = setting;
        this.left = left;
        activeAt = setting.now();
    }

    ConversationId conversation() {
        return conversation;
    }

    Stream stream() {
        return stream;
    }

    /// Highest seq it has handed to everyone, negative before the first watcher has caught up.
    long head() {
        return head;
    }

    /// Whether something happened here lately.
    boolean activeWithin(Duration span) {
        return setting.now() - activeAt < span.toNanos();
    }

    // Following: first the doorbell, then the reading, so that nothing falls between them.

    void follow(Broker broker) {
        var topic = new Topic.OfConversation(conversation);
        var errand =
                broker.follow(topic, this::heard)
                        .doOnNext(it -> mailbox.tell(() -> following(it)))
                        .doOnError(_ -> followLater(broker))
                        .then();
        if (!setting.errands().run(errand)) {
            followLater(broker);
        }
    }

    private void followLater(Broker broker) {
        setting.after(
                FOLLOW_AGAIN,
                () ->
                        mailbox.tell(() -> {
                            if (!ended) {
                                follow(broker);
                            }
                        }));
    }

    private void following(Broker.Following it) {
        if (ended) {
            it.close();
            return;
        }
        following = it;
        followed = true;
        List.copyOf(watches).forEach(this::catchUp);
    }

    /// Nobody watches any more.
    void end() {
        mailbox.tell(() -> {
            ended = true;
            early.clear();
            recent.clear();
            var it = following;
            if (it != null) {
                it.close();
            }
        });
    }

    // Watching.

    void join(FeedWatch watch) {
        mailbox.tell(() -> {
            activeAt = setting.now();
            watches.add(watch);
            if (followed) {
                catchUp(watch);
            }
        });
    }

    void leave(FeedWatch watch) {
        mailbox.tell(() -> {
            if (watches.remove(watch)) {
                forget();
                left.accept(this);
            }
        });
    }

    void has(FeedWatch watch, long has) {
        mailbox.tell(() -> {
            if (watch.lacks(has)) {
                catchUp(watch);
            } else if (head != UNKNOWN && has > head) {
                gap();
            }
        });
    }

    private void catchUp(FeedWatch watch) {
        if (!watch.closed()) {
            int round = watch.round();
            var range =
                    new Range(
                            portal, conversation, stream, watch.readFrom(), () -> !watch.closed());
            setting.read(range, 0, page -> mailbox.tell(() -> caughtUp(watch, round, page)));
        }
    }

    private void caughtUp(FeedWatch watch, int round, List<Entry> page) {
        if (watch.closed() || watch.round() != round) {
            return;
        }
        if (!watch.take(page)) {
            setting.meters().resets().increment();
            watch.reset("above_head");
            catchUp(watch);
            return;
        }
        if (page.size() == FeedSetting.PAGE) {
            catchUp(watch);
            return;
        }
        if (head == UNKNOWN) {
            head = watch.have();
        } else if (watch.have() < head && !recent.isEmpty()) {
            drain(watch);
        }
        if (watch.have() < head) {
            catchUp(watch);
            return;
        }
        watch.goLive();
        forget();
        if (!page.isEmpty()) {
            arrived(page);
        }
        if (head < watch.have()) {
            gap();
        }
        settle();
    }

    /// What came while the watch was reading.
    private void drain(FeedWatch watch) {
        if (recent.getFirst().seq() <= watch.have() + 1) {
            watch.deliver(List.copyOf(recent));
        }
    }

    // Entries.

    private void heard(Event event) {
        switch (event) {
            case Event.EntryStored(var entry) when entry.stream() == stream -> heard(entry);
            case Event.SomeoneTypes(_, var actor)
                    when stream == Stream.PUBLIC && mailbox.size() <= CROWDED ->
                    mailbox.tell(() -> typing(actor));
            case Event.EntryStored _,
                    Event.SomeoneTypes _,
                    Event.RowChanged _,
                    Event.PortalChanged _,
                    Event.CapacityChanged _,
                    Event.ContactChanged _,
                    Event.Poll _ -> {}
        }
    }

    private void typing(Actor actor) {
        watches.forEach(it -> it.typing(actor));
    }

    /// An entry of this stream was stored, says the broker or a writer of this node.
    void heard(Entry entry) {
        if (mailbox.size() > CROWDED) {
            return;
        }
        mailbox.tell(() -> {
            activeAt = setting.now();
            arrived(List.of(entry));
            settle();
        });
    }

    /// Takes entries in ascending order, whoever brings them.
    private void arrived(List<Entry> entries) {
        var ready = new ArrayList<Entry>();
        long next = head + 1;
        for (var entry : entries) {
            if (head != UNKNOWN && entry.seq() == next) {
                ready.add(entry);
                next++;
            } else if (head == UNKNOWN || entry.seq() > next) {
                hold(entry);
            }
        }
        hand(ready);
    }

    private void hold(Entry entry) {
        early.put(entry.seq(), entry);
        if (early.size() > BUFFER) {
            early.pollLastEntry();
        }
    }

    /// Hands over what fits now of what came early, and sees to what does not.
    private void settle() {
        if (head == UNKNOWN) {
            return;
        }
        early.headMap(head, true).clear();
        var ready = new ArrayList<Entry>();
        while (!early.isEmpty() && early.firstKey() == head + 1 + ready.size()) {
            ready.add(early.pollFirstEntry().getValue());
        }
        hand(ready);
        if (early.isEmpty()) {
            if (waiting) {
                waiting = false;
                setting.meters().reorder().increment();
            }
        } else if (!waiting && !reading) {
            waiting = true;
            gapSince = setting.now();
            setting.after(REORDER, () -> mailbox.tell(this::waited));
        }
    }

    private void waited() {
        if (waiting) {
            waiting = false;
            if (!early.isEmpty() && !reading && !ended) {
                setting.meters().lost().increment();
                fill();
            }
        }
    }

    private void hand(List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        head = entries.getLast().seq();
        boolean someoneCatchesUp = false;
        for (var watch : List.copyOf(watches)) {
            if (watch.live()) {
                watch.deliver(entries);
            } else {
                someoneCatchesUp = true;
            }
        }
        if (someoneCatchesUp) {
            recent.addAll(entries);
            while (recent.size() > BUFFER) {
                recent.removeFirst();
            }
        }
    }

    /// Keeps nothing when nobody catches up.
    private void forget() {
        if (watches.stream().allMatch(FeedWatch::live)) {
            recent.clear();
        }
    }

    // Healing.

    /// What the store says the head is, while this feed was at `then`.
    void compare(long stored, long then) {
        mailbox.tell(() -> {
            if (head == UNKNOWN || ended) {
                return;
            }
            if (stored < then) {
                startOver();
            } else if (stored > head && !reading) {
                setting.meters().tail().increment();
                gap();
            }
        });
    }

    /// The database has another past than this feed: it was restored from a backup.
    private void startOver() {
        head = UNKNOWN;
        early.clear();
        recent.clear();
        setting.meters().resets().increment();
        for (var watch : List.copyOf(watches)) {
            watch.reset("history_changed");
            catchUp(watch);
        }
    }

    private void gap() {
        if (!reading) {
            gapSince = setting.now();
            fill();
        }
    }

    /// Reads what is missing, once, for all.
    private void fill() {
        if (!reading) {
            reading = true;
            setting.read(
                    new Range(portal, conversation, stream, head, () -> !ended),
                    0,
                    page -> mailbox.tell(() -> filled(page)));
        }
    }

    private void filled(List<Entry> page) {
        reading = false;
        if (head == UNKNOWN || ended) {
            return;
        }
        if (page.isEmpty() ? !early.isEmpty() : page.getFirst().seq() > head + 1) {
            // Numbers are given under the row's lock: what is there has all before it.
            setting.meters().holes().increment();
            early.clear();
        }
        arrived(page);
        settle();
        if (page.size() == FeedSetting.PAGE) {
            fill();
        } else if (early.isEmpty()) {
            setting.meters().heal().record(setting.now() - gapSince, TimeUnit.NANOSECONDS);
        }
    }
}
