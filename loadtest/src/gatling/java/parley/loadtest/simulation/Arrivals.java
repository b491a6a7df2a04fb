package parley.loadtest.simulation;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;

import io.gatling.javaapi.core.OpenInjectionStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import scala.collection.Iterator;

/// Users who arrive whether or not those before them were served, and when each of them is due, as
/// Gatling itself plans it. [#next] may be called by any thread.
final class Arrivals {
    /// How busy the hours of a day are, from midnight on.
    private static final double[] DAY = {0.2, 0.1, 0.3, 1.0, 0.7, 0.9, 0.4, 0.2};

    private final List<OpenInjectionStep> steps;
    private final long[] micros;
    private final AtomicInteger next = new AtomicInteger();

    private Arrivals(List<OpenInjectionStep> steps) {
        this.steps = steps;
        Iterator<scala.concurrent.duration.FiniteDuration> due = Iterator.empty();
        for (var step : steps.reversed()) {
            due = step.asScala().chain(due);
        }
        List<Long> planned = new ArrayList<>();
        while (due.hasNext()) {
            planned.add(due.next().toMicros());
        }
        micros = planned.stream().mapToLong(it -> it).toArray();
    }

    /// As many each second as in the one before.
    static Arrivals constant(int users, int seconds) {
        return new Arrivals(
                List.of(
                        constantUsersPerSec((double) users / seconds)
                                .during(Duration.ofSeconds(seconds))));
    }

    /// Few at first, then more and more a second.
    static Arrivals rising(int users, int seconds) {
        return new Arrivals(
                List.of(
                        rampUsersPerSec(0)
                                .to(2.0 * users / seconds)
                                .during(Duration.ofSeconds(seconds))));
    }

    /// A day in so many seconds; the number of users is about right.
    static Arrivals day(int users, int seconds) {
        double area =
                IntStream.range(1, DAY.length).mapToDouble(it -> DAY[it - 1] + DAY[it]).sum() / 2;
        double length = (double) seconds / (DAY.length - 1);
        double scale = users / (area * length);
        List<OpenInjectionStep> steps = new ArrayList<>();
        for (int hour = 1; hour < DAY.length; hour++) {
            steps.add(
                    rampUsersPerSec(DAY[hour - 1] * scale)
                            .to(DAY[hour] * scale)
                            .during(Duration.ofMillis((long) (length * 1_000))));
        }
        return new Arrivals(steps);
    }

    int users() {
        return micros.length;
    }

    OpenInjectionStep[] steps() {
        return steps.toArray(OpenInjectionStep[]::new);
    }

    /// When the next user is due, in micros from the beginning of the run.
    long next() {
        return micros[next.getAndIncrement()];
    }

    /// When the last of them is due.
    Duration length() {
        return Duration.of(
                micros.length == 0 ? 0 : micros[micros.length - 1],
                TimeUnit.MICROSECONDS.toChronoUnit());
    }
}
