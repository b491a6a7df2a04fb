package parley.gateway.edge.rest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.Problem;
import tools.jackson.databind.JsonNode;

/// Reads the fields of one JSON object, gathering everything that is wrong with it: the field, the
/// value and what was expected. After the last field call [#problems]: a field that was not read is
/// unknown, and refused. While there are problems, what the readers return is a stand-in.
final class Fields {
    private static final int SHOWN = 80;

    private final String path;
    private final JsonNode node;
    private final List<Problem> problems;
    private final Set<String> read = new HashSet<>();

    private Fields(String path, JsonNode node, List<Problem> problems) {
        this.path = path;
        this.node = node;
        this.problems = problems;
    }

    /// The fields of a whole body, which is an object.
    static Fields of(JsonNode node) {
        return new Fields("", node, new ArrayList<>());
    }

    /// Everything that is wrong, unknown fields included.
    List<Problem> problems() {
        for (var name : node.propertyNames()) {
            if (!read.contains(name)) {
                problems.add(new Problem(at(name), shown(node.get(name)), "no such field"));
            }
        }
        return List.copyOf(problems);
    }

    /// A text of so many characters, not blank unless it may be empty.
    String text(String name, int min, int max) {
        var value = optional(name);
        if (value == null) {
            return missing(name, "a text of %d to %d characters".formatted(min, max), "");
        }
        return textOf(name, value, min, max);
    }

    /// A text, or null if absent or null.
    @Nullable String optionalText(String name, int min, int max) {
        var value = optional(name);
        return value == null ? null : textOf(name, value, min, max);
    }

    /// Must be there.
    boolean bool(String name) {
        return optional(name) == null ? missing(name, "true or false", false) : bool(name, false);
    }

    boolean bool(String name, boolean absent) {
        var value = optional(name);
        if (value == null) {
            return absent;
        }
        return value.isBoolean()
                ? value.booleanValue()
                : wrong(name, value, "true or false", false);
    }

    /// A whole number, or null if absent or null.
    @Nullable Integer optionalInt(String name, int min, int max) {
        var value = optional(name);
        if (value == null) {
            return null;
        }
        return value.isInt() && value.intValue() >= min && value.intValue() <= max
                ? (Integer) value.intValue()
                : wrong(name, value, "a whole number from %d to %d".formatted(min, max), min);
    }

    /// A number of an entry; 0 if absent.
    long seq(String name) {
        var value = optional(name);
        if (value == null) {
            return 0;
        }
        return value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0
                ? value.longValue()
                : wrong(name, value, "a seq, 0 or more", 0L);
    }

    /// The version that an update saw: the field, or else what `If-Match` said.
    long version(@Nullable Long ifMatch) {
        var value = optional("version");
        if (value == null) {
            return ifMatch == null
                    ? missing("version", "the version you read, here or in If-Match", 0L)
                    : ifMatch;
        }
        return value.isIntegralNumber() && value.canConvertToLong() && value.longValue() > 0
                ? value.longValue()
                : wrong("version", value, "the version you read", 0L);
    }

    /// A value that `parse` turns into a type of ours.
    ///
    /// @param parse throws IllegalArgumentException for a text that is none
    <T> T parsed(String name, String expected, Function<String, T> parse, T standIn) {
        var value = optional(name);
        if (value == null) {
            return missing(name, expected, standIn);
        }
        var parsed = parsedOf(name, value, expected, parse);
        return parsed == null ? standIn : parsed;
    }

    /// As [#parsed]; null if absent or null.
    <T> @Nullable T optionalParsed(String name, String expected, Function<String, T> parse) {
        var value = optional(name);
        return value == null ? null : parsedOf(name, value, expected, parse);
    }

    /// A list of texts that `parse` turns into types of ours; empty if absent.
    <T> List<T> list(String name, int max, String expected, Function<String, T> parse) {
        return items(name, max, (item, value) -> parsedOf(item, value, expected, parse));
    }

    /// A list of objects; empty if absent.
    <T> List<T> objects(String name, int max, Function<Fields, T> read) {
        return items(
                name,
                max,
                (item, value) -> {
                    if (!value.isObject()) {
                        problems.add(new Problem(at(item), shown(value), "an object"));
                        return null;
                    }
                    var fields = new Fields(at(item), value, problems);
                    var result = read.apply(fields);
                    fields.refuseUnread();
                    return result;
                });
    }

    /// An object, or null if absent or null.
    <T> @Nullable T optionalObject(String name, Function<Fields, T> read) {
        var value = optional(name);
        if (value == null) {
            return null;
        }
        if (!value.isObject()) {
            problems.add(new Problem(at(name), shown(value), "an object"));
            return null;
        }
        var fields = new Fields(at(name), value, problems);
        var result = read.apply(fields);
        fields.refuseUnread();
        return result;
    }

    /// The value as it stands, for a reader of its own; null if absent or null.
    @Nullable JsonNode raw(String name) {
        return optional(name);
    }

    /// Adds what somebody else found wrong.
    void add(List<Problem> found) {
        problems.addAll(found);
    }

    private <T> List<T> items(
            String name, int max, BiFunction<String, JsonNode, @Nullable T> read) {
        var value = optional(name);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray() || value.size() > max) {
            return wrong(name, value, "a list of at most %d".formatted(max), List.of());
        }
        var result = new ArrayList<T>();
        for (int i = 0; i < value.size(); i++) {
            var item = read.apply(name + "[" + i + "]", value.get(i));
            if (item != null) {
                result.add(item);
            }
        }
        return result;
    }

    private void refuseUnread() {
        for (var name : node.propertyNames()) {
            if (!read.contains(name)) {
                problems.add(new Problem(at(name), shown(node.get(name)), "no such field"));
            }
        }
    }

    private <T> @Nullable T parsedOf(
            String name, JsonNode value, String expected, Function<String, T> parse) {
        if (value.isString()) {
            try {
                return parse.apply(value.stringValue());
            } catch (IllegalArgumentException _) {
                // said below
            }
        }
        problems.add(new Problem(at(name), shown(value), expected));
        return null;
    }

    private String textOf(String name, JsonNode value, int min, int max) {
        var expected = "a text of %d to %d characters".formatted(min, max);
        if (!value.isString()) {
            return wrong(name, value, expected, "");
        }
        var text = value.stringValue();
        int length = text.codePointCount(0, text.length());
        boolean blank = min > 0 && text.isBlank();
        return blank || length < min || length > max ? wrong(name, value, expected, "") : text;
    }

    private @Nullable JsonNode optional(String name) {
        read.add(name);
        var value = node.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private <T> T missing(String name, String expected, T standIn) {
        problems.add(new Problem(at(name), "nothing", expected));
        return standIn;
    }

    private <T> T wrong(String name, JsonNode value, String expected, T standIn) {
        problems.add(new Problem(at(name), shown(value), expected));
        return standIn;
    }

    /// Where a field is, for problems that somebody else finds.
    String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String shown(JsonNode value) {
        var text = value.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
