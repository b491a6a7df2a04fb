package parley.protocol.frame;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Stream;
import parley.protocol.value.WireName;

/// The fields of one JSON object. Taking a field checks it: no coercion between types, and `null`
/// is the same as absent, which a required field may not be. Fields nobody takes are ignored, so
/// that a newer peer can talk to an older one.
///
/// @param values strings, longs, booleans, lists, fields, and the two marks below
record Fields(Map<String, Object> values) {
    /// JSON's `null`.
    static final Object NULL = new Object();

    /// A number that is no integer of 64 bits.
    static final Object OTHER_NUMBER = new Object();

    /// Highest integer that every JSON peer can hold: 2^53 - 1.
    static final long MAX_INTEGER = (1L << 53) - 1;

    /// A field is missing or not what it must be. Carries no stack: it is an answer, not a failure.
    static final class Wrong extends RuntimeException {
        /// @param what holds nothing of what the peer sent but names of known fields
        Wrong(String what) {
            super(what, null, false, false);
        }
    }

    boolean has(String name) {
        return value(name) != null;
    }

    /// These fields, of which one must be there: for lists and maps, which else may be absent.
    Fields having(String name) {
        var _ = required(name, value(name));
        return this;
    }

    /// Text of 0 to `max` UTF-16 units without U+0000 or lone surrogates.
    String text(String name, int max) {
        return required(name, textOrNull(name, max));
    }

    @Nullable String textOrNull(String name, int max) {
        var text = rawOrNull(name);
        if (text != null && (text.length() > max || !Texts.storable(text))) {
            throw new Wrong(name + ": too long or not storable");
        }
        return text;
    }

    /// Text as the peer wrote it, unchecked.
    String raw(String name) {
        return required(name, rawOrNull(name));
    }

    @Nullable String rawOrNull(String name) {
        return switch (value(name)) {
            case null -> null;
            case String text -> text;
            default -> throw new Wrong(name + ": not a string");
        };
    }

    boolean flag(String name) {
        return required(name, flagOrNull(name));
    }

    boolean flagOr(String name, boolean absent) {
        var flag = flagOrNull(name);
        return flag == null ? absent : flag;
    }

    private @Nullable Boolean flagOrNull(String name) {
        return switch (value(name)) {
            case null -> null;
            case Boolean flag -> flag;
            default -> throw new Wrong(name + ": not a boolean");
        };
    }

    /// An integer from 0 to [#MAX_INTEGER].
    long count(String name) {
        return required(name, countOrNull(name));
    }

    long countOr(String name, long absent) {
        var count = countOrNull(name);
        return count == null ? absent : count;
    }

    @Nullable Long countOrNull(String name) {
        var value = value(name);
        return value == null ? null : asCount(name, value);
    }

    /// An integer from 0 to 2^31 - 1.
    int number(String name) {
        return required(name, numberOrNull(name));
    }

    @Nullable Integer numberOrNull(String name) {
        var count = countOrNull(name);
        if (count == null) {
            return null;
        }
        if (count > Integer.MAX_VALUE) {
            throw new Wrong(name + ": over 2147483647");
        }
        return count.intValue();
    }

    /// An integer from 1 that is lowered to `max` if it is above.
    int limit(String name, int max) {
        long limit = countOr(name, max);
        if (limit == 0) {
            throw new Wrong(name + ": 0 (expected: >= 1)");
        }
        return (int) Math.min(limit, max);
    }

    /// An id in its canonical form.
    ///
    /// @param of throws [IllegalArgumentException] for what is none
    <T> T id(String name, Function<String, T> of) {
        return asId(name, raw(name), of);
    }

    <T> @Nullable T idOrNull(String name, Function<String, T> of) {
        var text = rawOrNull(name);
        return text == null ? null : asId(name, text, of);
    }

    ConversationId conversation() {
        return id("conv", ConversationId::of);
    }

    Stream stream() {
        return has("stream") ? constant("stream", Stream.values()) : Stream.PUBLIC;
    }

    Instant instant(String name) {
        return required(name, instantOrNull(name));
    }

    @Nullable Instant instantOrNull(String name) {
        var text = rawOrNull(name);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new Wrong(name + ": not an instant");
        }
    }

    /// One of an enum's constants by its wire name.
    <E extends WireName> E constant(String name, E[] constants) {
        return required(name, constantOrNull(name, constants));
    }

    <E extends WireName> @Nullable E constantOrNull(String name, E[] constants) {
        var text = rawOrNull(name);
        if (text == null) {
            return null;
        }
        for (var constant : constants) {
            if (constant.wireName().equals(text)) {
                return constant;
            }
        }
        throw new Wrong(name + ": none of its names");
    }

    <T> T object(String name, Function<Fields, T> of) {
        return required(name, objectOrNull(name, of));
    }

    <T> @Nullable T objectOrNull(String name, Function<Fields, T> of) {
        return switch (value(name)) {
            case null -> null;
            case Fields fields -> of.apply(fields);
            default -> throw new Wrong(name + ": not an object");
        };
    }

    /// At most `max` objects; absent: none.
    <T> List<T> objects(String name, int max, Function<Fields, T> of) {
        return items(
                name,
                max,
                item -> {
                    if (item instanceof Fields fields) {
                        return of.apply(fields);
                    }
                    throw new Wrong(name + ": not objects");
                });
    }

    /// At most `max` strings of at most `maxChars`; absent: none.
    List<String> texts(String name, int max, int maxChars) {
        return items(name, max, item -> asText(name, item, maxChars));
    }

    /// At most `max` ids; absent: none.
    <T> List<T> ids(String name, int max, Function<String, T> of) {
        return items(name, max, item -> asId(name, asText(name, item, Integer.MAX_VALUE), of));
    }

    /// At most `max` counts by conversation; absent: none.
    Map<ConversationId, Long> counts(String name, int max) {
        return pairs(
                name, max, key -> asId(name, key, ConversationId::of), it -> asCount(name, it));
    }

    /// At most `max` texts by name; absent: none.
    Map<String, String> textsByName(String name, int max, int maxChars) {
        return pairs(
                name,
                max,
                key -> asText(name, key, maxChars),
                value -> asText(name, value, maxChars));
    }

    private <T> List<T> items(String name, int max, Function<Object, T> of) {
        return switch (value(name)) {
            case null -> List.of();
            case List<?> list when list.size() <= max -> {
                List<T> items = new ArrayList<>(list.size());
                list.forEach(item -> items.add(of.apply(item)));
                yield items;
            }
            default -> throw new Wrong(name + ": not a list of at most " + max);
        };
    }

    private <K, V> Map<K, V> pairs(
            String name, int max, Function<String, K> key, Function<Object, V> value) {
        return switch (value(name)) {
            case null -> Map.of();
            case Fields(var fields) when fields.size() <= max -> {
                Map<K, V> pairs = new LinkedHashMap<>();
                fields.forEach((k, v) -> pairs.put(key.apply(k), value.apply(v)));
                yield pairs;
            }
            default -> throw new Wrong(name + ": not an object of at most " + max + " fields");
        };
    }

    private @Nullable Object value(String name) {
        var value = values.get(name);
        return value == NULL ? null : value;
    }

    private static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw new Wrong(name + ": missing");
        }
        return value;
    }

    private static <T> T asId(String name, String text, Function<String, T> of) {
        try {
            return of.apply(text);
        } catch (IllegalArgumentException e) {
            throw new Wrong(name + ": not an id");
        }
    }

    private static long asCount(String name, Object value) {
        if (value instanceof Long number && number >= 0 && number <= MAX_INTEGER) {
            return number;
        }
        throw new Wrong(name + ": not an integer from 0 to 2^53-1");
    }

    private static String asText(String name, Object value, int maxChars) {
        if (value instanceof String text && text.length() <= maxChars && Texts.storable(text)) {
            return text;
        }
        throw new Wrong(name + ": not a string, too long or not storable");
    }
}
