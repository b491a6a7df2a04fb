package parley.gateway.edge.rest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import parley.protocol.value.Problem;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON as strictly as it can be read: UTF-8 without exceptions, no duplicate keys, nothing behind
/// the document, bounded in every direction, no text that cannot be stored (security.md "JSON").
final class Json {
    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(16)
                                                    .maxStringLength(16 * 1024)
                                                    .maxNumberLength(32)
                                                    .maxNameLength(64)
                                                    .maxTokenCount(50_000)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private Json() {}

    /// What a body turned out to be.
    sealed interface Parsed {}

    /// A document; what its fields say is still to be checked.
    record Document(JsonNode node) implements Parsed {}

    /// Not JSON, or not such as is taken here.
    record Malformed(List<Problem> problems) implements Parsed {}

    static Parsed parse(byte[] body) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException _) {
            return malformed("", "bytes that are not UTF-8", "UTF-8");
        }
        try {
            var node = MAPPER.readTree(text);
            if (!node.isObject()) {
                return malformed("", "something else", "an object");
            }
            var problems = new ArrayList<Problem>();
            checkTexts("", node, problems);
            return problems.isEmpty() ? new Document(node) : new Malformed(problems);
        } catch (JacksonException e) {
            var at = e.getLocation();
            var where =
                    at == null
                            ? ""
                            : "line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
            return malformed("", where, "one JSON document without duplicate names");
        }
    }

    /// Writes a body. Absent record components are left out.
    static byte[] write(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    private static Parsed malformed(String field, String value, String expected) {
        return new Malformed(List.of(new Problem(field, value, expected)));
    }

    private static void checkTexts(String path, JsonNode node, List<Problem> problems) {
        if (node.isString() && !storable(node.stringValue())) {
            problems.add(
                    new Problem(path, "a text", "no U+0000, lone surrogate or control character"));
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                checkTexts(path + "[" + i + "]", node.get(i), problems);
            }
        }
        for (var property : node.properties()) {
            var name = property.getKey();
            if (!storable(name)) {
                problems.add(new Problem(path, "a name", "no control character in a name"));
            }
            checkTexts(path.isEmpty() ? name : path + "." + name, property.getValue(), problems);
        }
    }

    private static boolean storable(String text) {
        return text.codePoints()
                .allMatch(c ->
                        (c >= ' ' || c == '\n' || c == '\t' || c == '\r')
                                && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE));
    }
}
