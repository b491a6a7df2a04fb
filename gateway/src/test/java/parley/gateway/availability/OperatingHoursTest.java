package parley.gateway.availability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Operating hours")
class OperatingHoursTest {
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
    private static final Instant MONDAY_TEN = Instant.parse("2026-05-04T08:00:00Z");
    private static final OperatingHours MONDAYS =
            new OperatingHours(
                    PARIS, Map.of(DayOfWeek.MONDAY, List.of(Range.of("09:00", "18:00"))));

    @Test
    @DisplayName("that are open open now, not next week")
    void nextOpeningWhileOpen() {
        assertThat(MONDAYS.nextOpening(MONDAY_TEN)).isEqualTo(MONDAY_TEN);
    }

    @Test
    @DisplayName("whose last extra date is over never open again")
    void over() {
        var once =
                new OperatingHours(
                        PARIS,
                        Map.of(),
                        Set.of(),
                        Map.of(LocalDate.of(2026, 5, 3), List.of(Range.ALL_DAY)));
        assertThat(once.nextOpening(MONDAY_TEN)).isNull();
        assertThat(once.nextOpening(MONDAY_TEN.minus(Duration.ofDays(9))))
                .isEqualTo("2026-05-02T22:00:00Z");
    }

    @Test
    @DisplayName("that are always open find the closed date of another decade")
    void farClosedDate() {
        var closed = Set.of(LocalDate.of(2086, 1, 1));
        var always = new OperatingHours(PARIS, everyDay(), closed, Map.of());
        assertThat(always.nextChange(MONDAY_TEN)).isEqualTo("2085-12-31T23:00:00Z");
    }

    @Test
    @DisplayName("that are never open find the extra date of another decade")
    void farExtraDate() {
        var extra = Map.of(LocalDate.of(2086, 7, 1), List.of(Range.of("21:00", "02:00")));
        var once = new OperatingHours(PARIS, Map.of(), Set.of(), extra);
        assertThat(once.nextOpening(MONDAY_TEN)).isEqualTo("2086-07-01T19:00:00Z");
    }

    @Test
    @DisplayName("closed on all their days of a whole year open in the next")
    void closedForAYear() {
        var year =
                LocalDate.of(2026, 1, 1)
                        .datesUntil(LocalDate.of(2027, 1, 1))
                        .collect(Collectors.toUnmodifiableSet());
        var closed = new OperatingHours(PARIS, MONDAYS.weekly(), year, Map.of());
        assertThat(closed.nextOpening(MONDAY_TEN)).isEqualTo("2027-01-04T08:00:00Z");
    }

    @Test
    @DisplayName("are equal if they say the same, days without ranges or not")
    void equal() {
        var withEmptyDay =
                Map.of(
                        DayOfWeek.MONDAY, List.of(Range.of("09:00", "18:00")),
                        DayOfWeek.SUNDAY, List.<Range>of());
        assertThat(new OperatingHours(PARIS, withEmptyDay)).isEqualTo(MONDAYS);
    }

    @ParameterizedTest(name = "{0}-{1}")
    @CsvSource({"09:00, 09:00", "24:00, 02:00", "09:00, 24:01", "9:00, 18:00", "-1:00, 18:00"})
    @DisplayName("do not take what is no range")
    void noRange(String from, String to) {
        assertThatThrownBy(() -> Range.of(from, to)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Map<DayOfWeek, List<Range>> everyDay() {
        return Stream.of(DayOfWeek.values())
                .collect(Collectors.toUnmodifiableMap(it -> it, _ -> List.of(Range.ALL_DAY)));
    }
}
