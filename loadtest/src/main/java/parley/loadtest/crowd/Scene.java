package parley.loadtest.crowd;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import parley.loadtest.cluster.Node;

/// What all clients of a run share, and what the thread that injects faults tells them.
final class Scene {
    private static final int MOST_SURPRISES = 200;

    private final Balancer balancer;
    private final Pace pace;
    private final Tally tally = new Tally();
    private final LongAdder syncs = new LongAdder();
    private final Map<String, LongAdder> surprises = new ConcurrentHashMap<>();
    private volatile boolean quiet;
    private volatile boolean repeats;

    Scene(Balancer balancer, Pace pace) {
        this.balancer = balancer;
        this.pace = pace;
    }

    Balancer balancer() {
        return balancer;
    }

    Pace pace() {
        return pace;
    }

    Tally tally() {
        return tally;
    }

    /// Whether nobody types.
    boolean quiet() {
        return quiet;
    }

    void quiet(boolean now) {
        quiet = now;
    }

    /// Whether every send goes out three times.
    boolean repeats() {
        return repeats;
    }

    void repeats(boolean now) {
        repeats = now;
    }

    /// A client is LIVE on a node, or no longer.
    void live(Node node, boolean now) {
        tally.live(now);
        balancer.live(node, now);
    }

    void synced() {
        syncs.increment();
    }

    long syncs() {
        return syncs.sum();
    }

    /// Something the protocol allows and a healthy gateway does not do.
    void surprise(String what) {
        var known = surprises.get(what);
        if (known == null && surprises.size() < MOST_SURPRISES) {
            known = surprises.computeIfAbsent(what, _ -> new LongAdder());
        }
        if (known != null) {
            known.increment();
        }
    }

    Map<String, Long> surprises() {
        var counted = new TreeMap<String, Long>();
        surprises.forEach((what, count) -> counted.put(what, count.sum()));
        return counted;
    }
}
