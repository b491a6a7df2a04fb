package parley.gateway.chatflow.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.Problem;
import parley.gateway.chatflow.RefusedValue;
import tools.jackson.databind.JsonNode;

/// The fields of one JSON object, read strictly: what is missing, unknown, of the wrong type or
/// refused by a constructor becomes a [Problem] with its path, and reading goes on.
final class JsonFields {
    private final String path;
    private final JsonNode node;
    private final List<Problem> problems;
    private final Set<String> known = new HashSet<>();

    /// @param problems takes what is found
    JsonFields(String path, JsonNode node, List<Problem> problems) {
        this.path = path;
        this.node = node;
        this.problems = problems;
        if (!node.isObject()) {
            problems.add(new Problem(path.isEmpty() ? "(root)" : path, shown(node), "an object"));
        }
    }

    /// A text; the fallback if absent.
    String text(String name, String fallback) {
        var field = field(name);
        return field == null || !isA(name, field, field.isString(), "a text")
                ? fallback
                : field.stringValue();
    }

    /// A text that must be there.
    String text(String name) {
        return required(name) == null ? "" : text(name, "");
    }

    /// A text, or null if absent or null.
    @Nullable String textOrNull(String name) {
        var field = field(name);
        return field == null || !isA(name, field, field.isString(), "a text")
                ? null
                : field.stringValue();
    }

    /// A boolean; the fallback if absent.
    boolean flag(String name, boolean fallback) {
        var field = field(name);
        return (field == null || !isA(name, field, field.isBoolean(), "true or false"))
                ? fallback
                : field.booleanValue();
    }

    /// A whole number, or null if absent or null.
    @Nullable Integer wholeOrNull(String name) {
        var field = field(name);
        return field == null
                        || !isA(
                                name,
                                field,
                                field.isIntegralNumber() && field.canConvertToInt(),
                                "a whole number")
                ? null
                : field.intValue();
    }

    /// A whole number that must be there.
    int whole(String name) {
        var number = required(name) == null ? null : wholeOrNull(name);
        return number == null ? 1 : number;
    }

    /// A number as text; null if absent or not a number.
    @Nullable String number(String name) {
        var field = required(name);
        if (field == null || !isA(name, field, field.isNumber(), "a number")) {
            return null;
        }
        var number = field.decimalValue();
        return number.precision() > 40 || Math.abs(number.scale()) > 40
                ? number.toString()
                : number.toPlainString();
    }

    /// A constant of an enumeration, written in lower case; the fallback if absent.
    <E extends Enum<E>> E constant(String name, E fallback) {
        var constants = fallback.getDeclaringClass().getEnumConstants();
        var field = field(name);
        if (field == null) {
            return fallback;
        }
        for (var constant : constants) {
            if (field.isString() && lower(constant).equals(field.stringValue())) {
                return constant;
            }
        }
        var names = Arrays.stream(constants).map(JsonFields::lower);
        report(name, shown(field), names.collect(Collectors.joining(", ", "one of ", "")));
        return fallback;
    }

    /// A constant that must be there.
    <E extends Enum<E>> @Nullable E constant(Class<E> type, String name) {
        int before = problems.size();
        if (required(name) == null) {
            return null;
        }
        var constant = constant(name, type.getEnumConstants()[0]);
        return problems.size() > before ? null : constant;
    }

    /// An object; the fallback if absent.
    <T> T object(String name, T fallback, Function<JsonFields, @Nullable T> read) {
        var field = field(name);
        var value = field == null ? null : objectAt(at(name), field, read);
        return value == null ? fallback : value;
    }

    /// An object, or null if absent or null.
    <T> @Nullable T objectOrNull(String name, Function<JsonFields, @Nullable T> read) {
        var field = field(name);
        return field == null ? null : objectAt(at(name), field, read);
    }

    /// Objects in an array; the fallback if absent.
    <T> List<T> objects(String name, List<T> fallback, Function<JsonFields, @Nullable T> read) {
        return items(name, fallback, (path, item) -> objectAt(path, item, read));
    }

    /// Texts in an array, each read by a function that may refuse; none if absent.
    <T> List<T> texts(String name, String expected, Function<String, T> read) {
        return items(
                name,
                List.of(),
                (path, item) -> {
                    try {
                        if (item.isString()) {
                            return read.apply(item.stringValue());
                        }
                    } catch (IllegalArgumentException refused) {
                        // told below, with the value
                    }
                    problems.add(new Problem(path, shown(item), expected));
                    return null;
                });
    }

    /// Texts by name; none if absent.
    Map<String, String> texts(String name) {
        var field = field(name);
        if (field == null || !isA(name, field, field.isObject(), "an object")) {
            return Map.of();
        }
        Map<String, String> texts = new LinkedHashMap<>();
        field.properties()
                .forEach(it -> {
                    if (isA(
                            name + "." + it.getKey(),
                            it.getValue(),
                            it.getValue().isString(),
                            "a text")) {
                        texts.put(it.getKey(), it.getValue().stringValue());
                    }
                });
        return texts;
    }

    /// Whether a field is there and not null.
    boolean has(String name) {
        return field(name) != null;
    }

    /// Makes the value of this object; null if a constructor refuses, or anything before was wrong.
    <T> @Nullable T make(Supplier<T> constructor) {
        for (var name : node.propertyNames()) {
            if (!known.contains(name)) {
                report(name, shown(node.get(name)), "no such field");
            }
        }
        try {
            return constructor.get();
        } catch (RefusedValue refused) {
            problems.add(refused.problem().within(path));
            return null;
        }
    }

    /// How many problems there are so far.
    int problems() {
        return problems.size();
    }

    /// Reports a kind that there is not; what else is in the object is not looked at.
    void noSuch(String name, String value, String expected) {
        if (!value.isEmpty() || field(name) != null) {
            report(name, '"' + value + '"', expected);
        }
    }

    private <T> List<T> items(
            String name, List<T> fallback, BiFunction<String, JsonNode, @Nullable T> read) {
        var field = field(name);
        if (field == null || !isA(name, field, field.isArray(), "an array")) {
            return fallback;
        }
        List<T> items = new ArrayList<>();
        for (int i = 0; i < field.size(); i++) {
            var item = read.apply(at(name) + "[" + i + "]", field.get(i));
            if (item != null) {
                items.add(item);
            }
        }
        return items;
    }

    private <T> @Nullable T objectAt(
            String at, JsonNode value, Function<JsonFields, @Nullable T> read) {
        int before = problems.size();
        var fields = new JsonFields(at, value, problems);
        return problems.size() > before ? null : read.apply(fields);
    }

    private void report(String name, String value, String expected) {
        problems.add(new Problem(at(name), value, expected));
    }

    private @Nullable JsonNode required(String name) {
        var field = field(name);
        if (field == null) {
            report(name, "absent", "to be there");
        }
        return field;
    }

    /// The field; null if absent or null.
    private @Nullable JsonNode field(String name) {
        known.add(name);
        var field = node.get(name);
        return field == null || field.isNull() ? null : field;
    }

    private boolean isA(String name, JsonNode field, boolean fits, String expected) {
        if (!fits) {
            report(name, shown(field), expected);
        }
        return fits;
    }

    private String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String shown(JsonNode value) {
        var text = value.isContainer() ? (value.isArray() ? "[…]" : "{…}") : value.toString();
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
