package parley.loadtest.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// How long what came took, by name, from the moment it was *due*: a request that could not be sent
/// in time because an earlier one hung counts the wait, too. For use by any thread.
public final class Latencies {
    private final LongSupplier nanos;
    private final long began;
    private final Map<String, Course> courses = new LinkedHashMap<>();

    /// Begins now.
    ///
    /// @param nanos clock that only goes forward
    public Latencies(LongSupplier nanos) {
        this.nanos = nanos;
        this.began = nanos.getAsLong();
    }

    /// Micros since this began: the clock of every due time.
    public long micros() {
        return TimeUnit.NANOSECONDS.toMicros(nanos.getAsLong() - began);
    }

    /// It came just now.
    ///
    /// @param dueMicros when it should have been sent
    public void came(String what, long dueMicros) {
        course(what).took(Math.max(0, micros() - dueMicros));
    }

    /// Ends a stretch of time: what came since the last is one point of each curve.
    public void mark() {
        double seconds = micros() / 1e6;
        courses().values().forEach(it -> it.mark(seconds));
    }

    /// How many of it came.
    public long count(String what) {
        return course(what).count();
    }

    /// What came, in the order in which each came first.
    public synchronized Map<String, Course> courses() {
        return new LinkedHashMap<>(courses);
    }

    /// Of what a name stands for; empty if nothing of it came.
    public synchronized Course course(String what) {
        return courses.computeIfAbsent(what, _ -> new Course());
    }

    /// Seconds from the beginning to the last mark.
    public double seconds() {
        List<Course.Point> points = new ArrayList<>();
        courses().values().forEach(it -> points.addAll(it.points()));
        return points.stream().mapToDouble(Course.Point::seconds).max().orElse(0);
    }
}
