package parley.gateway.session;

import org.jspecify.annotations.Nullable;

/// Deadlines of many connections at the price of two references each: a ring of buckets, one per
/// tick. Replaces a timer per connection (design.md §4.7). Confined to one event loop.
///
/// Deadlines may only be noted late: whoever is due looks whether its time has come and says when
/// to look again, so that a heartbeat costs a field write and no re-ordering.
final class Wheel {
    private final @Nullable Timed[] buckets;
    private int now;

    /// @param buckets how many ticks one turn takes; what is further away is looked at once a turn
    Wheel(int buckets) {
        this.buckets = new Timed[buckets];
    }

    /// Something with a deadline. In one bucket at a time.
    abstract static class Timed {
        private @Nullable Timed before;
        private @Nullable Timed after;
        private int bucket = -1;

        /// Its time may have come.
        ///
        /// @return ticks from now until it wants to be looked at again, at least 1; 0 for never
        abstract int due(int now);
    }

    /// The current tick.
    int now() {
        return now;
    }

    /// Looks at `it` in so many ticks, and not before; replaces what was noted.
    ///
    /// @param ticks at least 1
    void in(int ticks, Timed it) {
        remove(it);
        int bucket =
                (int) ((now + (long) Math.clamp(ticks, 1, buckets.length - 1)) % buckets.length);
        var first = buckets[bucket];
        it.after = first;
        if (first != null) {
            first.before = it;
        }
        buckets[bucket] = it;
        it.bucket = bucket;
    }

    /// Never looks at `it`; harmless if nothing was noted.
    void remove(Timed it) {
        if (it.bucket < 0) {
            return;
        }
        if (it.before == null) {
            buckets[it.bucket] = it.after;
        } else {
            it.before.after = it.after;
        }
        if (it.after != null) {
            it.after.before = it.before;
        }
        it.before = null;
        it.after = null;
        it.bucket = -1;
    }

    /// One tick passes.
    void tick() {
        now++;
        int bucket = now % buckets.length;
        for (var it = buckets[bucket]; it != null; it = buckets[bucket]) {
            remove(it);
            int next = it.due(now);
            if (next > 0) {
                in(next, it);
            }
        }
    }
}
