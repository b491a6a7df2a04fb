package parley.gateway.availability;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoField;
import java.time.zone.ZoneOffsetTransition;
import java.util.BitSet;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds the instants at which hours open and close, by walking the stretches of time in which the
/// zone keeps one offset: in such a stretch the wall clock runs evenly.
final class Transitions {
    /// Days after the last special date in which a week that is not always the same must change.
    /// More than two weeks, because a clock change may swallow the only range of the first.
    private static final int HORIZON_DAYS = 40;

    private final OperatingHours hours;

    /// Dates whose minutes may differ from other dates of the same weekday.
    private final NavigableSet<LocalDate> special = new TreeSet<>();

    private final boolean everyDayAlike;

    Transitions(OperatingHours hours) {
        this.hours = hours;
        hours.closed().forEach(this::mark);
        hours.extra().keySet().forEach(this::mark);
        everyDayAlike = alwaysOpen() || hours.weekly().isEmpty();
    }

    private void mark(LocalDate date) {
        special.add(date);
        special.add(date.plusDays(1));
    }

    private boolean alwaysOpen() {
        var week = new OperatingHours(hours.zone(), hours.weekly());
        return LocalDate.EPOCH
                .datesUntil(LocalDate.EPOCH.plusDays(DayOfWeek.values().length))
                .allMatch(it -> week.minutesOf(it).nextClearBit(0) == Range.DAY);
    }

    @Nullable Instant next(Instant after) {
        var open = hours.openAt(after);
        var rules = hours.zone().getRules();
        var end = horizon(LocalDate.ofInstant(after, hours.zone()));
        for (var from = after; ; ) {
            var local = LocalDateTime.ofInstant(from, hours.zone());
            if (!local.isBefore(end)) {
                return null;
            }
            var transition = rules.nextTransition(from);
            var change = change(local, earlier(end, transition), open);
            if (change != null) {
                return change.toInstant(rules.getOffset(from));
            }
            if (transition == null) {
                return null;
            }
            from = transition.getInstant();
            if (hours.openAt(from) != open) {
                return from;
            }
        }
    }

    /// The wall-clock time by which every change to come has come.
    private LocalDateTime horizon(LocalDate today) {
        var settled = special.isEmpty() || special.last().isBefore(today) ? today : special.last();
        return settled.plusDays(HORIZON_DAYS).atStartOfDay();
    }

    private static LocalDateTime earlier(
            LocalDateTime end, @Nullable ZoneOffsetTransition transition) {
        return transition == null || end.isBefore(transition.getDateTimeBefore())
                ? end
                : transition.getDateTimeBefore();
    }

    /// The first wall-clock time from `from` to before `end` that is open or not, contrary to
    /// `open`.
    private @Nullable LocalDateTime change(LocalDateTime from, LocalDateTime end, boolean open) {
        var minute = from.get(ChronoField.MINUTE_OF_DAY);
        for (var date = from.toLocalDate();
                date != null && date.atStartOfDay().isBefore(end);
                date = dateAfter(date)) {
            var found = contrary(hours.minutesOf(date), minute, open);
            if (found < Range.DAY) {
                var at = date.atStartOfDay().plusMinutes(found);
                return at.isBefore(end) ? at : null;
            }
            minute = 0;
        }
        return null;
    }

    private static int contrary(BitSet minutes, int from, boolean open) {
        var found = open ? minutes.nextClearBit(from) : minutes.nextSetBit(from);
        return found < 0 ? Range.DAY : found;
    }

    /// The next date worth a look: where all weekdays are alike, the next special one.
    private @Nullable LocalDate dateAfter(LocalDate date) {
        return everyDayAlike ? special.higher(date) : date.plusDays(1);
    }
}
