package parley.gateway.availability;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Operating hours read off the rule as it is written (cases §0 rule 7), without a thought for
/// speed: what the product's implementation is compared with.
final class NaiveHours {
    private final OperatingHours hours;

    NaiveHours(OperatingHours hours) {
        this.hours = hours;
    }

    boolean openAt(Instant at) {
        var local = LocalDateTime.ofInstant(at, hours.zone());
        if (hours.closed().contains(local.toLocalDate())) {
            return false;
        }
        return IntStream.of(0, 1)
                .mapToObj(it -> local.toLocalDate().minusDays(it))
                .filter(it -> !hours.closed().contains(it))
                .anyMatch(it -> startingOn(it).anyMatch(range -> inside(local, it, range)));
    }

    private static boolean inside(LocalDateTime local, LocalDate start, Range range) {
        var from = start.atStartOfDay().plusMinutes(range.from());
        var end = range.to() > range.from() ? start : start.plusDays(1);
        return !local.isBefore(from) && local.isBefore(end.atStartOfDay().plusMinutes(range.to()));
    }

    private Stream<Range> startingOn(LocalDate date) {
        return Stream.concat(
                hours.weekly().getOrDefault(date.getDayOfWeek(), List.of()).stream(),
                hours.extra().getOrDefault(date, List.of()).stream());
    }
}
