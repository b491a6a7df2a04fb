package parley.protocol.frame;

import java.util.Collection;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Stream;
import parley.protocol.value.WireName;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.ByteArrayBuilder;

/// Writes one JSON object, field by field, in the order of the calls. What is null, empty or at its
/// default is left out, where the method says so.
final class JsonWriter {
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonGenerator out;

    private JsonWriter(JsonGenerator out) {
        this.out = out;
    }

    /// The bytes of one object.
    static byte[] object(UnaryOperator<JsonWriter> fields) {
        try (var bytes = new ByteArrayBuilder();
                var out = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            var _ = new JsonWriter(out).braced(fields);
            out.flush();
            return bytes.toByteArray();
        }
    }

    /// The first field of every frame.
    JsonWriter type(String type) {
        return field("type", type);
    }

    /// A field, unless its value is null. Ids and instants are written as their text.
    JsonWriter field(String name, @Nullable Object value) {
        if (value != null) {
            out.writeName(name);
            value(value);
        }
        return this;
    }

    /// A number.
    JsonWriter field(String name, long value) {
        out.writeName(name);
        out.writeNumber(value);
        return this;
    }

    /// A number, unless it is 0.
    JsonWriter unlessZero(String name, long value) {
        return value == 0 ? this : field(name, value);
    }

    /// A text, unless it is empty.
    JsonWriter unlessEmpty(String name, String value) {
        return value.isEmpty() ? this : field(name, value);
    }

    /// A boolean, unless it is false.
    JsonWriter ifTrue(String name, boolean value) {
        return value ? field(name, true) : this;
    }

    /// The stream, unless it is the public one.
    JsonWriter stream(Stream stream) {
        return stream == Stream.PUBLIC ? this : field("stream", stream);
    }

    /// An object.
    JsonWriter object(String name, UnaryOperator<JsonWriter> fields) {
        out.writeName(name);
        return braced(fields);
    }

    /// An object, unless it is null.
    <T> JsonWriter object(
            String name, @Nullable T value, BiFunction<T, JsonWriter, JsonWriter> fields) {
        return value == null ? this : object(name, it -> fields.apply(value, it));
    }

    /// A list of objects.
    <T> JsonWriter objects(
            String name, Collection<T> items, BiFunction<T, JsonWriter, JsonWriter> fields) {
        out.writeName(name);
        out.writeStartArray();
        for (var item : items) {
            var _ = braced(it -> fields.apply(item, it));
        }
        out.writeEndArray();
        return this;
    }

    /// A list of objects, unless it is empty.
    <T> JsonWriter someObjects(
            String name, Collection<T> items, BiFunction<T, JsonWriter, JsonWriter> fields) {
        return items.isEmpty() ? this : objects(name, items, fields);
    }

    /// A list of texts, unless it is empty.
    JsonWriter someTexts(String name, Collection<?> items) {
        if (items.isEmpty()) {
            return this;
        }
        out.writeName(name);
        out.writeStartArray();
        items.forEach(this::value);
        out.writeEndArray();
        return this;
    }

    /// Seqs by conversation, unless there are none.
    JsonWriter counts(String name, Map<ConversationId, Long> counts) {
        return counts.isEmpty() ? this : pairs(name, counts);
    }

    /// Values by name.
    JsonWriter pairs(String name, Map<?, ?> pairs) {
        out.writeName(name);
        out.writeStartObject();
        pairs.forEach((key, value) -> {
            out.writeName(key.toString());
            value(value);
        });
        out.writeEndObject();
        return this;
    }

    private JsonWriter braced(UnaryOperator<JsonWriter> fields) {
        out.writeStartObject();
        var _ = fields.apply(this);
        out.writeEndObject();
        return this;
    }

    private void value(Object value) {
        switch (value) {
            case WireName name -> out.writeString(name.wireName());
            case Integer number -> out.writeNumber(number);
            case Long number -> out.writeNumber(number);
            case Boolean flag -> out.writeBoolean(flag);
            default -> out.writeString(value.toString());
        }
    }
}
