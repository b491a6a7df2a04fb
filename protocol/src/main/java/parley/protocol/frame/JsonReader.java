package parley.protocol.frame;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// Reads exactly one JSON object, strictly (security.md "JSON"): no duplicate name at any depth, no
/// second document, nothing over a bound. Numbers are not interpreted beyond "fits a long".
final class JsonReader {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_STRING_CHARS = 16 * 1024;
    private static final int MAX_NUMBER_DIGITS = 32;
    private static final int MAX_NAME_BYTES = 64;

    private final JsonFactory json;

    /// @param maxTokens in one object, closing brackets included
    JsonReader(int maxTokens) {
        var bounds =
                StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength(MAX_STRING_CHARS)
                        .maxNumberLength(MAX_NUMBER_DIGITS)
                        .maxNameLength(MAX_NAME_BYTES)
                        .maxTokenCount(maxTokens)
                        .build();
        json =
                JsonFactory.builder()
                        .streamReadConstraints(bounds)
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build();
    }

    /// Fails with a [tools.jackson.core.JacksonException] if the bytes are no JSON or break a
    /// bound, and with [Fields.Wrong] if they are JSON, but not exactly one object.
    Fields read(byte[] bytes, int offset, int length) {
        try (JsonParser in = json.createParser(ObjectReadContext.empty(), bytes, offset, length)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new Fields.Wrong("not an object");
            }
            var fields = object(in);
            if (in.nextToken() != null) {
                throw new Fields.Wrong("more than one object");
            }
            return fields;
        }
    }

    private static Fields object(JsonParser in) {
        Map<String, Object> values = new LinkedHashMap<>();
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = in.currentName();
            values.put(name, value(in, in.nextToken()));
        }
        return new Fields(values);
    }

    private static Object value(JsonParser in, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> object(in);
            case START_ARRAY -> array(in);
            case VALUE_STRING -> in.getString();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> Fields.NULL;
            case VALUE_NUMBER_INT -> integer(in);
            default -> Fields.OTHER_NUMBER;
        };
    }

    private static List<Object> array(JsonParser in) {
        List<Object> items = new ArrayList<>();
        for (var token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
            items.add(value(in, token));
        }
        return items;
    }

    /// `-0` is not an integer here: a client that sends it computes with fractions.
    private static Object integer(JsonParser in) {
        if (in.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            return Fields.OTHER_NUMBER;
        }
        long value = in.getLongValue();
        return value == 0 && in.getStringLength() > 1 ? Fields.OTHER_NUMBER : (Object) value;
    }
}
