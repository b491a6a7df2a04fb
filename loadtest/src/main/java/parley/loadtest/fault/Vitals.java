package parley.loadtest.fault;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// What all nodes hold together, looked at every so often over a long time: what leaks, grows.
/// Confined to one thread.
final class Vitals {
    private static final long EVERY = Duration.ofMinutes(1).toNanos();
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(20);
    private static final String SESSIONS =
            "SELECT count(*) FROM pg_stat_activity WHERE usename = 'parley_app'";
    private static final double MEGABYTE = 1 << 20;
    private static final double MORE_PERCENT = 5;

    private final List<Reading> readings = new ArrayList<>();
    private long lookedAt = System.nanoTime() - EVERY;

    /// Of all nodes together.
    ///
    /// @param heap bytes that live after a collection
    /// @param descriptors open files and sockets
    /// @param sessions of the database
    private record Reading(double heap, double descriptors, double sessions) {}

    /// Looks, if it is time and everybody is where they should be.
    void look(Site site) throws IOException, InterruptedException, SQLException {
        if (System.nanoTime() - lookedAt < EVERY) {
            return;
        }
        site.cluster().awaitAllReady();
        if (!site.crowd().settled(SETTLED_WITHIN)) {
            return;
        }
        lookedAt = System.nanoTime();
        double heap = 0;
        double descriptors = 0;
        for (var node : site.cluster().nodes()) {
            heap += node.heap().bytes();
            descriptors += node.descriptors();
        }
        var reading = new Reading(heap, descriptors, sessions(site));
        readings.add(reading);
        site.say(
                String.format(
                        Locale.ROOT,
                        "all nodes: %.1f MiB live after a collection, %.0f descriptors,"
                                + " %.0f database sessions",
                        reading.heap() / MEGABYTE,
                        reading.descriptors(),
                        reading.sessions()));
    }

    private static double sessions(Site site) throws SQLException {
        try (var connection = site.cluster().postgres().connect();
                var statement = connection.createStatement();
                var count = statement.executeQuery(SESSIONS)) {
            return count.next() ? count.getInt(1) : 0;
        }
    }

    /// The last quarter of the time against the first.
    List<Figure> figures() {
        return List.of(
                Figure.told("readings", readings.size(), ""),
                more("heap after collections, more in the end", Reading::heap),
                more("descriptors, more in the end", Reading::descriptors),
                more("database sessions, more in the end", Reading::sessions),
                Figure.told("heap, first quarter", first(Reading::heap) / MEGABYTE, "MiB"),
                Figure.told("heap, last quarter", last(Reading::heap) / MEGABYTE, "MiB"));
    }

    private Figure more(String name, ToDoubleFunction<Reading> of) {
        return Figure.atMost(name, 100 * (last(of) / first(of) - 1), "%", MORE_PERCENT);
    }

    private double first(ToDoubleFunction<Reading> of) {
        return mean(readings.subList(0, quarter()), of);
    }

    private double last(ToDoubleFunction<Reading> of) {
        return mean(readings.subList(readings.size() - quarter(), readings.size()), of);
    }

    private int quarter() {
        return Math.min(readings.size(), Math.max(1, readings.size() / 4));
    }

    private static double mean(List<Reading> some, ToDoubleFunction<Reading> of) {
        return some.stream().mapToDouble(of).average().orElse(Double.NaN);
    }
}
