package parley.gateway.session;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.PortalId;

/// What the sessions of one event loop share: the time, the list of each portal's sessions, and who
/// has bytes to flush. Confined to its event loop but for [#execute] and [#count].
final class SessionLoop {
    /// Length of a tick: how exact deadlines are.
    static final Duration TICK = Duration.ofMillis(250);

    private static final int BUCKETS = 512;

    private final EventLoop eventLoop;
    private final Newcomers newcomers;
    private final Wheel wheel = new Wheel(BUCKETS);
    private final Map<PortalId, List<VisitorSession>> sessions = new HashMap<>();
    private final List<Outbox> unflushed = new ArrayList<>();
    private final Set<Link> stalled = new HashSet<>();
    private volatile int count;
    private volatile long stalledBytes;
    private volatile int waitingNewcomers;
    private volatile int ticks;
    private @Nullable Future<?> ticking;

    SessionLoop(EventLoop eventLoop, Newcomers newcomers) {
        this.eventLoop = eventLoop;
        this.newcomers = newcomers;
    }

    /// So many ticks, at least 1. In milliseconds, for durations divide by way of big decimals, and
    /// every ping asks.
    static int ticks(Duration duration) {
        return Math.toIntExact(Math.max(1, duration.toMillis() / TICK.toMillis()));
    }

    void start() {
        ticking =
                eventLoop.scheduleAtFixedRate(
                        this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop() {
        if (ticking != null) {
            var _ = ticking.cancel(false);
        }
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    /// Runs it on this loop; from any thread. Dropped once the loop is shut down: so are its
    /// sessions.
    void execute(Runnable task) {
        if (!eventLoop.isShuttingDown()) {
            eventLoop.execute(task);
        }
    }

    /// Runs it on this loop after a while, and after a look at what came in: the loop runs what is
    /// executed, and what that executes in turn, for up to a second before it reads again. From any
    /// thread.
    void schedule(Runnable task, Duration delay) {
        if (!eventLoop.isShuttingDown()) {
            var _ = eventLoop.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    Newcomers newcomers() {
        return newcomers;
    }

    /// New visitors at the door at the last tick; from any thread.
    int waiting() {
        return waitingNewcomers;
    }

    Wheel wheel() {
        return wheel;
    }

    /// Ticks since the loop began.
    int now() {
        return wheel.now();
    }

    /// As [#now], from any thread.
    int ticks() {
        return ticks;
    }

    /// Bytes that waited for lagging peers at the last tick; from any thread.
    long stalledBytes() {
        return stalledBytes;
    }

    /// A peer takes no more bytes, or takes them again.
    void stalled(Link link, boolean lags) {
        var _ = lags ? stalled.add(link) : stalled.remove(link);
    }

    /// Sessions of this loop; from any thread.
    int count() {
        return count;
    }

    void add(VisitorSession session) {
        var list = sessions.computeIfAbsent(session.portal().id(), _ -> new ArrayList<>());
        session.slot(list.size());
        list.add(session);
        counted(1);
    }

    /// Fills the gap with the last one: order means nothing here.
    void remove(VisitorSession session) {
        var list = sessions.get(session.portal().id());
        if (list == null || session.slot() < 0) {
            return;
        }
        var last = list.removeLast();
        if (last != session) {
            list.set(session.slot(), last);
            last.slot(session.slot());
        }
        session.slot(-1);
        counted(-1);
        if (list.isEmpty()) {
            sessions.remove(session.portal().id());
        }
    }

    /// A portal's sessions, for a walk in slices: the list changes under the walker's feet.
    List<VisitorSession> of(PortalId portal) {
        return sessions.getOrDefault(portal, List.of());
    }

    /// The portals that have sessions here.
    List<PortalId> portals() {
        return List.copyOf(sessions.keySet());
    }

    /// Flushes once this turn of the loop is done: many frames, one system call.
    void flushLater(Outbox outbox) {
        unflushed.add(outbox);
        if (unflushed.size() == 1) {
            eventLoop.execute(this::flush);
        }
    }

    /// Flushes what waits for the end of the turn. By index: a flush may make a peer writable, who
    /// writes and joins the list.
    void flush() {
        for (int i = 0; i < unflushed.size(); i++) {
            unflushed.get(i).flush();
        }
        unflushed.clear();
    }

    private void tick() {
        wheel.tick();
        ticks = wheel.now();
        newcomers.tick(wheel.now());
        waitingNewcomers = newcomers.size();
        stalledBytes = stalled.stream().mapToLong(Link::pendingBytes).sum();
    }

    /// One writer: the loop.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void counted(int more) {
        count += more;
    }
}
