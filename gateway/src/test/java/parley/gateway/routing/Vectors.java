package parley.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A file of worked examples under `vectors/`; its form is in the README there.
final class Vectors {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JsonNode file;

    private Vectors(JsonNode file) {
        this.file = file;
    }

    static Vectors read(String name) {
        try (var in = Vectors.class.getResourceAsStream("/vectors/" + name)) {
            return new Vectors(JSON.readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One test for every case of every row that is decided here, named by its ID.
    Stream<DynamicTest> tests(Consumer<JsonNode> check) {
        return file.path("rows")
                .valueStream()
                .filter(it -> !it.has("by") && !it.has("leftOut"))
                .flatMap(this::cases)
                .map(it -> DynamicTest.dynamicTest(name(it), () -> check.accept(it)));
    }

    /// The IDs of all rows, those decided elsewhere and those left out among them.
    Stream<String> ids() {
        return file.path("rows").valueStream().map(it -> it.path("id").stringValue());
    }

    /// Rows without cases are one case; a case is its row with its own fields over the row's.
    private Stream<ObjectNode> cases(JsonNode row) {
        var cases = row.path("cases");
        if (cases.isMissingNode()) {
            return Stream.of(named((ObjectNode) row.deepCopy()));
        }
        assertThat(cases.size()).isLessThanOrEqualTo('z' - 'a' + 1);
        return IntStream.range(0, cases.size()).mapToObj(i -> over(row, cases.get(i), i));
    }

    private ObjectNode over(JsonNode row, JsonNode one, int index) {
        var merged = (ObjectNode) row.deepCopy();
        merged.remove("cases");
        merged.setAll((ObjectNode) one.deepCopy());
        merged.put("case", String.valueOf((char) ('a' + index)));
        return named(merged);
    }

    /// With the chat channel that it names.
    private ObjectNode named(ObjectNode row) {
        if (row.path("channel").isString()) {
            var named = file.path("channels").path(row.path("channel").stringValue());
            assertThat(named.isObject()).as("channel %s", row.path("channel")).isTrue();
            row.set("channel", named);
        }
        return row;
    }

    private static String name(JsonNode row) {
        var letter = row.has("case") ? " " + row.path("case").stringValue() : "";
        return row.path("id").stringValue() + letter + ": " + row.path("says").stringValue();
    }
}
