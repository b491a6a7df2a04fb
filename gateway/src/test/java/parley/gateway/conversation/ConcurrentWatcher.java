package parley.gateway.conversation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import parley.protocol.value.Actor;
import parley.protocol.value.Entry;

/// Counts down to an expected number of entries, and notices calls that overlap or skip.
final class ConcurrentWatcher implements Feeds.Watcher {
    private final AtomicInteger inside = new AtomicInteger();
    private final CountDownLatch rest;
    private final CountDownLatch live = new CountDownLatch(1);
    private final List<Entry> entries = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();

    ConcurrentWatcher(int expected) {
        rest = new CountDownLatch(expected);
    }

    @Override
    public void entries(List<Entry> fresh) {
        if (inside.incrementAndGet() != 1) {
            wrong.add("two calls at once");
        }
        for (var entry : fresh) {
            if (entry.seq() != entries.size() + 1) {
                wrong.add(entry.seq() + " after " + entries.size());
            }
            entries.add(entry);
            rest.countDown();
        }
        inside.decrementAndGet();
    }

    @Override
    public void live(long head) {
        live.countDown();
    }

    @Override
    public void reset(long from, String reason) {
        wrong.add("reset: " + reason);
    }

    @Override
    public void typing(Actor actor) {}

    /// What it got by then, if nothing was wrong.
    List<Entry> await(long seconds) throws InterruptedException {
        if (!rest.await(seconds, TimeUnit.SECONDS)) {
            throw new AssertionError(rest.getCount() + " entries missing; wrong: " + wrong);
        }
        if (!wrong.isEmpty()) {
            throw new AssertionError(wrong.toString());
        }
        return List.copyOf(entries);
    }

    void awaitLive(long seconds) throws InterruptedException {
        if (!live.await(seconds, TimeUnit.SECONDS)) {
            throw new AssertionError("not live");
        }
    }
}
