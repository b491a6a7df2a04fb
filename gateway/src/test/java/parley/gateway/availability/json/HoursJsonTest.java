package parley.gateway.availability.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import parley.gateway.availability.OperatingHours;
import parley.gateway.availability.Range;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("Hours as JSON")
class HoursJsonTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "monday,     MONDAY",
        "weekdays,   MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY",
        "weekend,    SATURDAY SUNDAY",
        "every_day,  MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY SUNDAY",
    })
    @DisplayName("expand groups of days")
    void groups(String group, String days) {
        var expected =
                Arrays.stream(days.split(" "))
                        .map(DayOfWeek::valueOf)
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        Function.identity(),
                                        _ -> List.of(Range.of("09:00", "18:00"))));
        assertThat(weekly("{'days': ['%s'], 'from': '09:00', 'to': '18:00'}".formatted(group)))
                .isEqualTo(new Parsed.Good<>(new OperatingHours(PARIS, expected)));
    }

    @Test
    @DisplayName("take several ranges of a day, and a day named twice once")
    void several() {
        assertThat(
                        weekly(
                                """
                                {'days': ['monday', 'monday'], 'from': '08:00', 'to': '12:00'},
                                {'days': ['monday'], 'from': '13:30', 'to': '24:00'}
                                """))
                .isEqualTo(
                        new Parsed.Good<>(
                                new OperatingHours(
                                        PARIS,
                                        Map.of(
                                                DayOfWeek.MONDAY,
                                                List.of(
                                                        Range.of("08:00", "12:00"),
                                                        Range.of("13:30", "24:00"))))));
    }

    @Test
    @DisplayName("with no range at all are hours too: never open")
    void never() {
        assertThat(weekly("")).isEqualTo(new Parsed.Good<>(new OperatingHours(PARIS, Map.of())));
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {'zone': 'Mars/Phobos', 'weekly': []} | hours.zone: "Mars/Phobos" (expected: an IANA time zone)
                    {'zone': '+02:00', 'weekly': []}      | hours.zone: "+02:00" (expected: an IANA time zone)
                    {'weekly': []}                        | hours.zone: nothing (expected: an IANA time zone)
                    {'zone': 'UTC'}                       | hours.weekly: nothing (expected: an array)
                    {'zone': 'UTC', 'weekly': {}}         | hours.weekly: {} (expected: an array of at most 500)
                    {'zone': 'UTC', 'weekly': [7]}        | hours.weekly[0]: 7 (expected: an object)
                    {'zone': 'UTC', 'weekly': [{'days': ['monday'], 'from': '9:00', 'to': '18:00'}]} | hours.weekly[0].from: "9:00" (expected: a time, 00:00..23:59)
                    {'zone': 'UTC', 'weekly': [{'days': ['monday'], 'from': '24:00', 'to': '18:00'}]} | hours.weekly[0].from: "24:00" (expected: a time, 00:00..23:59)
                    {'zone': 'UTC', 'weekly': [{'days': ['monday'], 'from': '09:00', 'to': '24:01'}]} | hours.weekly[0].to: "24:01" (expected: a time, 00:00..24:00)
                    {'zone': 'UTC', 'weekly': [{'days': ['monday'], 'from': '09:00', 'to': '09:00'}]} | hours.weekly[0].to: "09:00" (expected: another time than from)
                    {'zone': 'UTC', 'weekly': [{'days': ['monday', 'noday'], 'from': '09:00', 'to': '10:00'}]} | hours.weekly[0].days[1]: "noday" (expected: a day or a group of days)
                    {'zone': 'UTC', 'weekly': [{'from': '09:00', 'to': '10:00'}]} | hours.weekly[0].days: nothing (expected: a day or a group of days, at least one)
                    {'zone': 'UTC', 'weekly': [{'days': [], 'from': '09:00', 'to': '10:00'}]} | hours.weekly[0].days: [] (expected: a day or a group of days, at least one)
                    {'zone': 'UTC', 'weekly': [], 'closed': ['2026-02-30']} | hours.closed[0]: "2026-02-30" (expected: a date, YYYY-MM-DD)
                    {'zone': 'UTC', 'weekly': [], 'closed': ['+12026-02-03']} | hours.closed[0]: "+12026-02-03" (expected: a date, YYYY-MM-DD)
                    {'zone': 'UTC', 'weekly': [], 'closed': null} | hours.closed: null (expected: an array of at most 500)
                    {'zone': 'UTC', 'weekly': [], 'extra': [{'date': 'today', 'from': '09:00', 'to': '10:00'}]} | hours.extra[0].date: "today" (expected: a date, YYYY-MM-DD)
                    {'zone': 'UTC', 'weekly': [], 'open': true} | hours.open: true (expected: no such field)
                    """)
    @DisplayName("say what is wrong, where, and what is expected")
    void problems(String json, String problem) {
        var parsed = read(json);
        assertThat(parsed).isInstanceOf(Parsed.Bad.class);
        assertThat(((Parsed.Bad<OperatingHours>) parsed).problems())
                .map(Object::toString)
                .contains(problem);
    }

    @Test
    @DisplayName("are at most 500 of each, so that nobody stores a calendar of everything")
    void bounded() {
        var dates = "'2026-01-01',".repeat(501);
        var json =
                "{'zone': 'UTC', 'weekly': [], 'closed': [%s]}"
                        .formatted(dates.substring(0, dates.length() - 1));
        assertThat(((Parsed.Bad<OperatingHours>) read(json)).problems())
                .singleElement()
                .satisfies(it -> assertThat(it.path()).isEqualTo("hours.closed"));
    }

    private static Parsed<OperatingHours> weekly(String entries) {
        return read("{'zone': 'Europe/Paris', 'weekly': [%s]}".formatted(entries));
    }

    private static Parsed<OperatingHours> read(String json) {
        return HoursJson.read(JSON.readTree(json.replace('\'', '"')), "hours");
    }
}
