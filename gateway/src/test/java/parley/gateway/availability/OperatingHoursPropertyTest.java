package parley.gateway.availability;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Random hours against [NaiveHours], minute by minute over three years in twelve zones, picked for
/// their clock changes. The normal run takes a month by chance and the days around every clock
/// change; `-Dhours.full` takes every minute. `-Dhours.seed=…` repeats a run.
@DisplayName("Operating hours and a minute-by-minute reference agree")
class OperatingHoursPropertyTest {
    private static final long SEED = Long.getLong("hours.seed", System.nanoTime());
    private static final boolean FULL = Boolean.getBoolean("hours.full");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int YEARS = 3;

    @ParameterizedTest(name = "{0} from {1}: {2}")
    @CsvSource({
        "Europe/Paris,         2025, an hour in spring and autumn",
        "America/New_York,     2025, other Sundays than Europe",
        "America/St_Johns,     2010, changed at one minute past midnight until 2011",
        "America/Sao_Paulo,    2016, midnight did not exist on the day of change",
        "Africa/Casablanca,    2025, off summer time for Ramadan",
        "Africa/Monrovia,      2025, never changes",
        "Asia/Tehran,          2020, changed at midnight and gave it up",
        "Asia/Kathmandu,       2025, a quarter of an hour off",
        "Australia/Lord_Howe,  2025, half an hour",
        "Antarctica/Troll,     2025, two hours",
        "Pacific/Apia,         2010, left out 30 December 2011",
        "Pacific/Chatham,      2025, three quarters of an hour off",
    })
    @DisplayName("openAt and nextChange")
    void agree(ZoneId zone, int year, String why) {
        var seed = SEED ^ zone.getId().hashCode();
        System.out.println("hours.seed=" + SEED + " " + zone + ": " + why);
        var random = new Random(seed);
        var start = LocalDate.of(year, 1, 1);
        var end = start.plusYears(YEARS);
        var windows = FULL ? List.of(new Window(start, end)) : windows(zone, start, end, random);
        for (var window : windows) {
            walk(hours(zone, window, random), window);
        }
    }

    private static void walk(OperatingHours hours, Window window) {
        var reference = new NaiveHours(hours);
        var from = window.from().atStartOfDay().toInstant(ZoneOffset.UTC);
        var end = window.to().atStartOfDay().toInstant(ZoneOffset.UTC);
        var open = reference.openAt(from);
        var next = hours.nextChange(from);
        for (var at = from; at.isBefore(end); at = at.plus(MINUTE)) {
            var expected = reference.openAt(at);
            check(hours, at, expected);
            if (expected != open) {
                assertThat(next).as("next change, %s", hours).isEqualTo(at);
                open = expected;
                next = hours.nextChange(at);
            } else if (next != null && !next.isAfter(at) && !at.equals(from)) {
                throw new AssertionError("no change at " + next + ": " + hours);
            }
        }
    }

    private static void check(OperatingHours hours, Instant at, boolean expected) {
        if (hours.openAt(at) != expected
                || hours.openAt(at.plus(MINUTE).minusNanos(1)) != expected) {
            throw new AssertionError("at " + at + " expected open=" + expected + ": " + hours);
        }
    }

    private static List<Window> windows(
            ZoneId zone, LocalDate start, LocalDate end, Random random) {
        var month = start.plusDays(random.nextInt((YEARS - 1) * 365));
        var changes =
                transitions(zone, start, end)
                        .map(it -> it.getDateTimeBefore().toLocalDate())
                        .map(it -> new Window(it.minusDays(1), it.plusDays(8)));
        return Stream.concat(Stream.of(new Window(month, month.plusDays(30))), changes).toList();
    }

    private static Stream<ZoneOffsetTransition> transitions(
            ZoneId zone, LocalDate start, LocalDate end) {
        var last = end.atStartOfDay().toInstant(ZoneOffset.UTC);
        return Stream.iterate(
                zone.getRules().nextTransition(start.atStartOfDay().toInstant(ZoneOffset.UTC)),
                it -> it != null && it.getInstant().isBefore(last),
                it -> zone.getRules().nextTransition(it.getInstant()));
    }

    private static OperatingHours hours(ZoneId zone, Window window, Random random) {
        var weekly = new HashMap<DayOfWeek, List<Range>>();
        for (var day : DayOfWeek.values()) {
            weekly.put(day, ranges(random, random.nextInt(4)));
        }
        var days = (int) (window.to().toEpochDay() - window.from().toEpochDay());
        var closed = new HashSet<LocalDate>();
        var extra = new HashMap<LocalDate, List<Range>>();
        IntStream.range(0, Math.max(1, days / 12))
                .forEach(_ -> {
                    closed.add(window.from().plusDays(random.nextInt(days)));
                    extra.put(
                            window.from().plusDays(random.nextInt(days)),
                            ranges(random, 1 + random.nextInt(2)));
                });
        return new OperatingHours(zone, random.nextInt(8) == 0 ? Map.of() : weekly, closed, extra);
    }

    private static List<Range> ranges(Random random, int count) {
        var ranges = new ArrayList<Range>();
        while (ranges.size() < count) {
            var range = range(random);
            if (range != null) {
                ranges.add(range);
            }
        }
        return ranges;
    }

    /// Half of the ends lie in the small hours, where clocks change.
    private static @Nullable Range range(Random random) {
        var from = minute(random) % Range.DAY;
        var to = random.nextInt(12) == 0 ? Range.DAY : minute(random);
        return from == to ? null : new Range(from, to);
    }

    private static int minute(Random random) {
        var step = random.nextBoolean() ? 15 : 1;
        return random.nextInt((random.nextBoolean() ? Range.DAY : 4 * 60) / step) * step;
    }

    private record Window(LocalDate from, LocalDate to) {}
}
