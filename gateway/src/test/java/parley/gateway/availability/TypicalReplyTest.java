package parley.gateway.availability;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import parley.gateway.availability.Channel.ReplyTime;
import parley.gateway.availability.TypicalReply.Reply;

@DisplayName("The typical reply time")
class TypicalReplyTest {
    private static final Instant MONDAY_NOON = Instant.parse("2026-05-04T10:00:00Z");
    private static final OperatingHours HOURS =
            new OperatingHours(
                    ZoneId.of("Europe/Paris"),
                    Map.of(
                            DayOfWeek.MONDAY, List.of(Range.of("09:00", "18:00")),
                            DayOfWeek.TUESDAY, List.of(Range.of("09:00", "18:00"))));

    @Test
    @DisplayName("is the median of first replies")
    void median() {
        assertThat(TypicalReply.median(replies(1, 30, 5), null)).isEqualTo(Duration.ofMinutes(5));
        assertThat(TypicalReply.median(replies(1, 30, 5, 7), null))
                .isEqualTo(Duration.ofMinutes(6));
        assertThat(TypicalReply.median(List.of(), null)).isNull();
    }

    @Test
    @DisplayName("counts open time alone: asked at 17:50, answered at 09:10, took 20 minutes")
    void overnight() {
        var reply =
                new Reply(
                        Instant.parse("2026-05-04T15:50:00Z"),
                        Instant.parse("2026-05-05T07:10:00Z"));
        assertThat(TypicalReply.median(List.of(reply), HOURS)).isEqualTo(Duration.ofMinutes(20));
    }

    @Test
    @DisplayName("counts nothing while it is closed, and all of it while it never closes")
    void always() {
        var night = new Reply(MONDAY_NOON.minusSeconds(40_000), MONDAY_NOON.minusSeconds(20_000));
        assertThat(TypicalReply.median(List.of(night), HOURS)).isEqualTo(Duration.ZERO);
        var always = new OperatingHours(HOURS.zone(), everyDay());
        assertThat(TypicalReply.median(List.of(night), always))
                .isEqualTo(Duration.ofSeconds(20_000));
    }

    @ParameterizedTest(name = "{0} with a median of {1} min: {2}")
    @CsvSource(
            nullValues = "no",
            textBlock =
                    """
                    AUTOMATIC, no,  OFF
                    AUTOMATIC, 0,   MINUTES
                    AUTOMATIC, 59,  MINUTES
                    AUTOMATIC, 60,  HOURS
                    AUTOMATIC, 479, HOURS
                    AUTOMATIC, 480, DAY
                    DAY,       1,   DAY
                    OFF,       1,   OFF
                    """)
    @DisplayName("is told by the label it falls under")
    void told(ReplyTime configured, Long median, ReplyTime told) {
        var measured = median == null ? null : Duration.ofMinutes(median);
        assertThat(TypicalReply.told(configured, measured)).isEqualTo(told);
    }

    private static List<Reply> replies(int... minutes) {
        return Arrays.stream(minutes)
                .mapToObj(it -> new Reply(MONDAY_NOON, MONDAY_NOON.plusSeconds(it * 60L)))
                .toList();
    }

    private static Map<DayOfWeek, List<Range>> everyDay() {
        return Stream.of(DayOfWeek.values())
                .collect(Collectors.toUnmodifiableMap(it -> it, _ -> List.of(Range.ALL_DAY)));
    }
}
