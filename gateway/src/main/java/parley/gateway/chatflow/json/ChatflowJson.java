package parley.gateway.chatflow.json;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.Definition;
import parley.gateway.chatflow.Problem;
import parley.gateway.chatflow.TargetingRule;
import parley.gateway.chatflow.VisitorFacts;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Definitions as JSON, the form of the REST API and of the stored column; described in
/// `parley/gateway/chatflow/README.md`. Stateless.
public final class ChatflowJson {
    private static final int MAX_CHARS = 1 << 20;
    private static final JsonMapper MAPPER = strictMapper();

    private ChatflowJson() {}

    /// Reads a definition; what is absent is as in [Definition#initial].
    public static Read<Definition> read(String json) {
        return read(json, Definition.initial());
    }

    /// Reads a definition that may name some tabs only; what is absent is as in the base.
    public static Read<Definition> read(String json, Definition base) {
        return switch (tree(json)) {
            case Read.Good<JsonNode>(var tree) -> read(tree, base);
            case Read.Bad<JsonNode>(var problems) -> new Read.Bad<>(problems);
        };
    }

    /// Reads a definition from JSON that is parsed already, by [#tree] or as strictly.
    public static Read<Definition> read(JsonNode json, Definition base) {
        return read(json, new DefinitionReader(base)::definition);
    }

    /// Reads what is known of a visitor.
    public static Read<VisitorFacts> readVisitor(JsonNode json) {
        return read(json, VisitorReader::visitor);
    }

    /// Parses JSON strictly: no repeated names, nothing behind the end, bounded depth and lengths.
    public static Read<JsonNode> tree(String json) {
        try {
            return new Read.Good<>(MAPPER.readTree(json));
        } catch (JacksonException malformed) {
            var at = malformed.getLocation();
            var where = at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr();
            return new Read.Bad<>(
                    List.of(new Problem("(root)", where, "JSON without repeated names")));
        }
    }

    /// A definition as text; [#read(String)] gives it back.
    public static String text(Definition definition) {
        return write(definition).toString();
    }

    /// A definition as a tree.
    public static ObjectNode write(Definition definition) {
        return DefinitionWriter.definition(definition);
    }

    /// A rule as a tree.
    public static ObjectNode write(TargetingRule rule) {
        return DefinitionWriter.rule(rule);
    }

    private static <T> Read<T> read(JsonNode json, Function<JsonFields, @Nullable T> reader) {
        List<Problem> problems = new ArrayList<>();
        var fields = new JsonFields("", json, problems);
        var value = problems.isEmpty() ? reader.apply(fields) : null;
        return value == null || !problems.isEmpty()
                ? new Read.Bad<>(problems)
                : new Read.Good<>(value);
    }

    private static JsonMapper strictMapper() {
        var constraints =
                StreamReadConstraints.builder()
                        .maxDocumentLength(MAX_CHARS)
                        .maxNestingDepth(16)
                        .maxStringLength(16 * 1_024)
                        .maxNumberLength(32)
                        .maxNameLength(64)
                        .build();
        return JsonMapper.builder(JsonFactory.builder().streamReadConstraints(constraints).build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build();
    }
}
