package parley.gateway.availability;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoField;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// When a team chats, on the wall clock of a place. Open is what the clock on its wall says is
/// open: what a clock change skips does not happen, what it repeats happens twice.
///
/// @param zone whose wall clock
/// @param weekly ranges by the day they start on; unions merge
/// @param closed dates closed from 00:00 to 24:00, tails from the day before included. The tail of
///   a range that starts on one is dropped too. Wins over `extra`.
/// @param extra ranges by date, added to the weekly ones
public record OperatingHours(
        ZoneId zone,
        Map<DayOfWeek, List<Range>> weekly,
        Set<LocalDate> closed,
        Map<LocalDate, List<Range>> extra) {
    /// Copies the collections.
    public OperatingHours {
        weekly = Copies.of(weekly);
        closed = Set.copyOf(closed);
        extra = Copies.of(extra);
    }

    /// Weekly hours without special dates.
    public OperatingHours(ZoneId zone, Map<DayOfWeek, List<Range>> weekly) {
        this(zone, weekly, Set.of(), Map.of());
    }

    /// Whether the wall clock stands in a range.
    public boolean openAt(Instant at) {
        var local = LocalDateTime.ofInstant(at, zone);
        return open(local.toLocalDate(), local.get(ChronoField.MINUTE_OF_DAY));
    }

    /// The first instant after this one at which it opens or closes.
    ///
    /// @return null if it stays as it is for ever
    public @Nullable Instant nextChange(Instant after) {
        return new Transitions(this).next(after);
    }

    /// The first instant, this one included, at which it is open.
    ///
    /// @return null if it never opens again
    public @Nullable Instant nextOpening(Instant from) {
        return openAt(from) ? from : nextChange(from);
    }

    /// How long it is open between two instants.
    public Duration openTime(Instant from, Instant to) {
        var total = Duration.ZERO;
        var transitions = new Transitions(this);
        for (var at = from; at.isBefore(to); ) {
            var next = transitions.next(at);
            var end = next == null || next.isAfter(to) ? to : next;
            total = openAt(at) ? total.plus(Duration.between(at, end)) : total;
            at = end;
        }
        return total;
    }

    private boolean open(LocalDate date, int minute) {
        if (closed.contains(date)) {
            return false;
        }
        return startingOn(date).anyMatch(it -> it.coversFirstDay(minute))
                || tailsInto(date).anyMatch(it -> it.coversNextDay(minute));
    }

    /// The open minutes of a date, tails from the date before included.
    BitSet minutesOf(LocalDate date) {
        var minutes = new BitSet(Range.DAY);
        if (closed.contains(date)) {
            return minutes;
        }
        startingOn(date)
                .forEach(it -> minutes.set(it.from(), it.overnight() ? Range.DAY : it.to()));
        tailsInto(date).filter(Range::overnight).forEach(it -> minutes.set(0, it.to()));
        return minutes;
    }

    /// Ranges that start on a date before and may reach into this one.
    private Stream<Range> tailsInto(LocalDate date) {
        var before = date.minusDays(1);
        return closed.contains(before) ? Stream.empty() : startingOn(before);
    }

    private Stream<Range> startingOn(LocalDate date) {
        return Stream.concat(
                weekly.getOrDefault(date.getDayOfWeek(), List.of()).stream(),
                extra.getOrDefault(date, List.of()).stream());
    }
}
