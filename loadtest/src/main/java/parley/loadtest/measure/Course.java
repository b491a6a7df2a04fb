package parley.loadtest.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/// One kind of latency over the time of a run. [#took] may be called by any thread.
public final class Course {
    private static final long MOST = TimeUnit.MINUTES.toMicros(30);
    private static final int DIGITS = 3;

    private final Recorder recorder = new Recorder(MOST, DIGITS);
    private final LongAdder count = new LongAdder();
    private final Histogram all = new Histogram(MOST, DIGITS);
    private final List<Point> points = new ArrayList<>();

    Course() {}

    /// What came in one stretch of time.
    ///
    /// @param seconds when it ended
    /// @param p50 in milliseconds
    /// @param p99 in milliseconds
    public record Point(double seconds, long count, double p50, double p99) {}

    void took(long micros) {
        recorder.recordValue(Math.min(micros, MOST));
        count.increment();
    }

    synchronized void mark(double seconds) {
        var lately = recorder.getIntervalHistogram();
        all.add(lately);
        if (lately.getTotalCount() > 0) {
            points.add(
                    new Point(
                            seconds,
                            lately.getTotalCount(),
                            millis(lately, 50),
                            millis(lately, 99)));
        }
    }

    /// How many came, up to now.
    public long count() {
        return count.sum();
    }

    /// Milliseconds, of what came before the last mark.
    ///
    /// @param percentile 0 to 100
    public synchronized double millis(double percentile) {
        return millis(all, percentile);
    }

    synchronized List<Point> points() {
        return List.copyOf(points);
    }

    private static double millis(Histogram micros, double percentile) {
        return micros.getTotalCount() == 0 ? 0 : micros.getValueAtPercentile(percentile) / 1e3;
    }
}
