package parley.gateway.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;
import parley.gateway.conversation.StoreUnavailable;

/// Keeps an outage from filling the log: of warnings that are alike, one is written in ten seconds,
/// and before the next one how many were left out. A store that does not answer is one line and no
/// stack trace, for the trace would tell of the driver and not of the database.
///
/// Alike are those of one logger and one text before its values are filled in; it remembers the
/// last [#MAX_KINDS] of them. From any thread; holds its lock around memory only.
final class RepeatedLines extends TurboFilter {
    static final Duration WINDOW = Duration.ofSeconds(10);
    private static final int MAX_KINDS = 256;
    private static final Marker ITS_OWN = MarkerFactory.getMarker("REPEATED");

    private final LongSupplier nanoTime;
    private final Map<Kind, Seen> seen = new LinkedHashMap<>(16, 0.75f, true);

    private record Kind(String logger, String text) {}

    /// @param leftOut since then
    private record Seen(long writtenAt, int leftOut) {}

    /// @param nanoTime a clock that never goes back
    RepeatedLines(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String text,
            Object @Nullable [] values,
            @Nullable Throwable failure) {
        if (text == null || ITS_OWN.equals(marker) || !level.isGreaterOrEqual(Level.WARN)) {
            return FilterReply.NEUTRAL;
        }
        int leftOut = leftOutBefore(new Kind(logger.getName(), text));
        if (leftOut < 0) {
            return FilterReply.DENY;
        }
        if (leftOut > 0) {
            logger.warn(ITS_OWN, "{} more like the next were left out: {}", leftOut, text);
        }
        if (failure instanceof StoreUnavailable) {
            logger.warn(ITS_OWN, "{}: {}", text, failure.getMessage());
            return FilterReply.DENY;
        }
        return FilterReply.NEUTRAL;
    }

    /// How many of a kind were left out before this one; -1 if this one is left out, too.
    private synchronized int leftOutBefore(Kind kind) {
        long now = nanoTime.getAsLong();
        var before = seen.get(kind);
        if (before != null && now - before.writtenAt < WINDOW.toNanos()) {
            seen.put(kind, new Seen(before.writtenAt, before.leftOut + 1));
            return -1;
        }
        seen.put(kind, new Seen(now, 0));
        if (seen.size() > MAX_KINDS) {
            var oldest = seen.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        return before == null ? 0 : before.leftOut;
    }
}
