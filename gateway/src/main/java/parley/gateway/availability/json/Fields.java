package parley.gateway.availability.json;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.Problem;
import tools.jackson.databind.JsonNode;

/// The fields of one JSON object, read strictly. Every reader returns something usable, the
/// fallback after a problem, so that reading goes on and finds all problems; the result counts only
/// if there are none.
final class Fields {
    /// Longest value that a problem repeats, characters.
    private static final int MAX_QUOTE = 80;

    private final JsonNode node;
    private final String path;
    private final List<Problem> problems;

    private Fields(JsonNode node, String path, List<Problem> problems) {
        this.node = node;
        this.path = path;
        this.problems = problems;
    }

    /// Reads a whole value.
    ///
    /// @param path what problems begin with, as in `channel`
    /// @param known the names that its fields may have
    static <T> Parsed<T> parse(
            JsonNode node, String path, Set<String> known, Function<Fields, T> read) {
        var fields = of(node, path, known, new ArrayList<>());
        var value = read.apply(fields);
        return fields.problems.isEmpty()
                ? new Parsed.Good<>(value)
                : new Parsed.Bad<>(fields.problems);
    }

    private static Fields of(
            JsonNode node, String path, Set<String> known, List<Problem> problems) {
        var fields = new Fields(node, path, problems);
        if (!node.isObject()) {
            problems.add(new Problem(path, quote(node), "an object"));
        }
        node.propertyNames().stream()
                .filter(it -> !known.contains(it))
                .forEach(it -> fields.problem(it, "no such field"));
        return fields;
    }

    boolean has(String name) {
        return node.hasNonNull(name);
    }

    /// Whether an array is absent or empty.
    boolean lacksAny(String name) {
        return node.path(name).isEmpty();
    }

    /// Refuses a field that has no place here.
    void none(String name, String here) {
        if (!node.path(name).isMissingNode()) {
            problem(name, "nothing with " + here);
        }
    }

    /// One of a few words.
    ///
    /// @param expected the words with what they mean
    <T> T oneOf(String name, Map<String, T> expected, T fallback) {
        var words =
                expected.keySet().stream()
                        .sorted()
                        .map(it -> '"' + it + '"')
                        .collect(joining(" or "));
        return text(name, expected::get, fallback, words);
    }

    /// A string that means something.
    ///
    /// @param meaning null if the string is none of the kind
    <T> T text(String name, Function<String, @Nullable T> meaning, T fallback, String expected) {
        var value = node.path(name);
        var found = value.isString() ? meaning.apply(value.stringValue()) : null;
        if (found == null) {
            problem(name, expected);
            return fallback;
        }
        return found;
    }

    int number(String name, int from, int to, int fallback) {
        var value = node.path(name);
        if (!value.isInt() || value.intValue() < from || value.intValue() > to) {
            problem(name, "a whole number, " + from + ".." + to);
            return fallback;
        }
        return value.intValue();
    }

    /// An object within.
    <T> T object(String name, Set<String> known, Function<Fields, T> read) {
        return read.apply(of(node.path(name), join(name), known, problems));
    }

    /// The objects of an array; empty if there is none.
    <T> List<T> objects(String name, int max, Set<String> known, Function<Fields, T> read) {
        var items = items(name, max);
        return IntStream.range(0, items.size())
                .mapToObj(i -> of(items.get(i), join(name) + "[" + i + "]", known, problems))
                .map(read)
                .toList();
    }

    /// The strings of an array, each with a meaning; those without are left out and told.
    <T> List<T> texts(
            String name, int max, Function<String, @Nullable T> meaning, String expected) {
        var found = new ArrayList<T>();
        var items = items(name, max);
        for (int i = 0; i < items.size(); i++) {
            var item = items.get(i);
            var value = item.isString() ? meaning.apply(item.stringValue()) : null;
            if (value == null) {
                problems.add(new Problem(join(name) + "[" + i + "]", quote(item), expected));
            } else {
                found.add(value);
            }
        }
        return found;
    }

    private List<JsonNode> items(String name, int max) {
        var array = node.path(name);
        if (array.isMissingNode()) {
            return List.of();
        }
        if (!array.isArray() || array.size() > max) {
            problem(name, "an array of at most " + max);
            return List.of();
        }
        return List.copyOf(array.values());
    }

    /// Says that a field is wrong.
    void problem(String name, String expected) {
        problems.add(new Problem(join(name), quote(node.path(name)), expected));
    }

    private String join(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String quote(JsonNode value) {
        if (value.isMissingNode()) {
            return "nothing";
        }
        var text = value.toString();
        return text.length() <= MAX_QUOTE ? text : text.substring(0, MAX_QUOTE) + "…";
    }
}
