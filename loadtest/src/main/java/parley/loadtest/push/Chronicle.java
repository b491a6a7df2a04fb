package parley.loadtest.push;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// What happened when, over the whole run: every push, and every answered ping of those who are not
/// concerned. Confined to the event loop of the crowd at work.
final class Chronicle {
    private final long began = System.nanoTime();
    private final List<Ping> pings = new ArrayList<>();
    private final List<Long> pushes = new ArrayList<>();

    /// @param dueMicros when it should have been sent
    /// @param rttMicros from then to its answer
    record Ping(long dueMicros, long rttMicros) {}

    /// Micros since the run began: the clock of everything.
    long micros() {
        return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began);
    }

    void ponged(Place place, long dueMicros) {
        if (!place.concerned()) {
            pings.add(new Ping(dueMicros, Math.max(0, micros() - dueMicros)));
        }
    }

    void pushed(Place place) {
        if (place.concerned()) {
            pushes.add(micros());
        }
    }

    /// Round trips of the pings that were due between two moments.
    Histogram roundTrips(long from, long until) {
        var micros = histogram();
        pings.stream()
                .filter(it -> from <= it.dueMicros() && it.dueMicros() < until)
                .forEach(it -> micros.recordValue(it.rttMicros()));
        return micros;
    }

    List<Ping> pings() {
        return pings;
    }

    List<Long> pushes() {
        return pushes;
    }

    static Histogram histogram() {
        return new Histogram(TimeUnit.MINUTES.toMicros(10), 3);
    }
}
