package parley.gateway.availability.json;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toUnmodifiableList;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRulesProvider;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import parley.gateway.availability.OperatingHours;
import parley.gateway.availability.Range;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Operating hours, and an agent's working hours, as JSON:
///
/// ```json
/// {"zone": "Europe/Paris",
///  "weekly": [{"days": ["weekdays"], "from": "09:00", "to": "18:00"}],
///  "closed": ["2026-05-08"],
///  "extra": [{"date": "2026-05-09", "from": "10:00", "to": "12:00"}]}
/// ```
///
/// `weekly` may be empty: never open. Days are English names in lower case, or the groups
/// `weekdays`, `weekend` and `every_day`; written out, groups are expanded (S11). A range with an
/// end before its start runs into the next date; `24:00` may end one. `closed` and `extra` may be
/// absent.
public final class HoursJson {
    static final Set<String> FIELDS = Set.of("zone", "weekly", "closed", "extra");

    /// Most entries in `weekly`, `closed` and `extra` each.
    static final int MAX_ENTRIES = 500;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Set<String> RANGE_FIELDS = Set.of("days", "from", "to");
    private static final Set<String> EXTRA_FIELDS = Set.of("date", "from", "to");
    private static final Map<String, List<DayOfWeek>> DAYS = days();

    private HoursJson() {}

    /// @param path what problems begin with, as in `workingHours`
    public static Parsed<OperatingHours> read(JsonNode node, String path) {
        return Fields.parse(node, path, FIELDS, HoursJson::read);
    }

    static OperatingHours read(Fields fields) {
        var zone = fields.text("zone", HoursJson::zone, ZoneOffset.UTC, "an IANA time zone");
        if (!fields.has("weekly")) {
            fields.problem("weekly", "an array");
        }
        var weekly = fields.objects("weekly", MAX_ENTRIES, RANGE_FIELDS, Weekly::read);
        var closed = fields.texts("closed", MAX_ENTRIES, HoursJson::date, "a date, YYYY-MM-DD");
        var extra = fields.objects("extra", MAX_ENTRIES, EXTRA_FIELDS, Extra::read);
        return new OperatingHours(zone, byDay(weekly), new HashSet<>(closed), byDate(extra));
    }

    /// The form above, groups expanded, absent lists written empty.
    public static ObjectNode write(OperatingHours hours) {
        var node = JSON.objectNode().put("zone", hours.zone().getId());
        var weekly = node.putArray("weekly");
        daysByRange(hours.weekly()).forEach((range, days) -> add(weekly.addObject(), range, days));
        var closed = node.putArray("closed");
        new TreeSet<>(hours.closed()).forEach(it -> closed.add(it.toString()));
        var extra = node.putArray("extra");
        hours.extra()
                .forEach((date, ranges) -> ranges.forEach(it -> add(extra.addObject(), it, date)));
        return node;
    }

    private static void add(ObjectNode node, Range range, List<DayOfWeek> days) {
        var names = node.putArray("days");
        days.forEach(it -> names.add(name(it)));
        node.put("from", Range.text(range.from())).put("to", Range.text(range.to()));
    }

    private static void add(ObjectNode node, Range range, LocalDate date) {
        node.put("date", date.toString())
                .put("from", Range.text(range.from()))
                .put("to", Range.text(range.to()));
    }

    /// In the order in which the ranges first appear from Monday on.
    private static Map<Range, List<DayOfWeek>> daysByRange(Map<DayOfWeek, List<Range>> weekly) {
        var days = new LinkedHashMap<Range, List<DayOfWeek>>();
        weekly.forEach((day, ranges) ->
                ranges.forEach(it -> days.computeIfAbsent(it, _ -> new ArrayList<>()).add(day)));
        return days;
    }

    private static Map<DayOfWeek, List<Range>> byDay(List<Weekly> entries) {
        var days = new EnumMap<DayOfWeek, List<Range>>(DayOfWeek.class);
        for (var entry : entries) {
            entry.days().stream()
                    .flatMap(List::stream)
                    .distinct()
                    .forEach(day ->
                            days.computeIfAbsent(day, _ -> new ArrayList<>()).add(entry.range()));
        }
        return days;
    }

    private static Map<LocalDate, List<Range>> byDate(List<Extra> entries) {
        return entries.stream()
                .collect(groupingBy(Extra::date, mapping(Extra::range, toUnmodifiableList())));
    }

    private static @Nullable ZoneId zone(String text) {
        return ZoneRulesProvider.getAvailableZoneIds().contains(text) ? ZoneId.of(text) : null;
    }

    private static @Nullable LocalDate date(String text) {
        try {
            return text.matches("\\d{4}-\\d{2}-\\d{2}") ? LocalDate.parse(text) : null;
        } catch (DateTimeException _) {
            return null;
        }
    }

    private static @Nullable Integer minute(String text) {
        return Range.TIME.matcher(text).matches() ? Range.minute(text) : null;
    }

    /// A range of two fields; 00:00 to 24:00 after a problem.
    private static Range readRange(Fields fields) {
        var from = fields.text("from", HoursJson::start, 0, "a time, 00:00..23:59");
        var to = fields.text("to", HoursJson::minute, Range.DAY, "a time, 00:00..24:00");
        if (from.equals(to)) {
            fields.problem("to", "another time than from");
            return Range.ALL_DAY;
        }
        return new Range(from, to);
    }

    private static @Nullable Integer start(String text) {
        var minute = minute(text);
        return minute == null || minute == Range.DAY ? null : minute;
    }

    private static Map<String, List<DayOfWeek>> days() {
        var all = List.of(DayOfWeek.values());
        var days = new LinkedHashMap<String, List<DayOfWeek>>();
        all.forEach(it -> days.put(name(it), List.of(it)));
        days.put("weekdays", all.subList(0, 5));
        days.put("weekend", all.subList(5, 7));
        days.put("every_day", all);
        return days;
    }

    private static String name(DayOfWeek day) {
        return day.name().toLowerCase(Locale.ROOT);
    }

    private record Weekly(List<List<DayOfWeek>> days, Range range) {
        static Weekly read(Fields fields) {
            var days = fields.texts("days", DAYS.size(), DAYS::get, "a day or a group of days");
            if (fields.lacksAny("days")) {
                fields.problem("days", "a day or a group of days, at least one");
            }
            return new Weekly(days, readRange(fields));
        }
    }

    private record Extra(LocalDate date, Range range) {
        static Extra read(Fields fields) {
            var date = fields.text("date", HoursJson::date, LocalDate.EPOCH, "a date, YYYY-MM-DD");
            return new Extra(date, readRange(fields));
        }
    }
}
