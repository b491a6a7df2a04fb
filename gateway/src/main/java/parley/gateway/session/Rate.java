package parley.gateway.session;

/// Counts within the current second: so many, then no more until the next. Twelve bytes instead of
/// a bucket, for limits that every connection has. Confined to one event loop.
final class Rate {
    private int second;
    private int count;

    /// @return whether one more is allowed in this second
    boolean take(int now, int perSecond) {
        if (now != second) {
            second = now;
            count = 0;
        }
        return ++count <= perSecond;
    }
}
