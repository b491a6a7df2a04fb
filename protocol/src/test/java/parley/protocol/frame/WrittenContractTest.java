package parley.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import parley.protocol.value.EntryKind;
import parley.protocol.value.WireName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

@DisplayName("README, schemas, golden files and AsyncAPI say what the code says")
class WrittenContractTest {
    private static final Schemas SCHEMAS = new Schemas();
    private static final JsonMapper JSON = new JsonMapper();
    private static final FrameEncoder ENCODER = new FrameEncoder();
    private static final int FRAMES_PER_TYPE = 100;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final RandomFrames frames = new RandomFrames(new Random(seed));

    /// One record of a sealed interface, by its names on the wire.
    ///
    /// @param definition of its schema and of its golden file
    record FrameType(
            String side, String definition, String type, Function<RandomFrames, byte[]> make) {
        @Override
        public String toString() {
            return side + "/" + definition;
        }
    }

    static List<FrameType> frameTypes() {
        List<FrameType> types = new ArrayList<>();
        addAll(types, "visitor", ClientFrame.class, ENCODER::encode);
        addAll(types, "agent", AgentFrame.class, ENCODER::encode);
        addAll(types, "server", ServerFrame.class, ENCODER::encode);
        return types;
    }

    private static <F> void addAll(
            List<FrameType> types, String side, Class<F> sealed, Function<F, byte[]> encode) {
        for (var record : RandomFrames.typesOf(sealed)) {
            Function<RandomFrames, byte[]> make = frames -> encode.apply(frames.next(record));
            var type = JSON.readTree(make.apply(new RandomFrames(new Random(1)))).get("type");
            types.add(
                    new FrameType(
                            side,
                            record == ServerFrame.AgentReady.class
                                    ? "ready-agent"
                                    : type.asString(),
                            type.asString(),
                            make));
        }
    }

    @ParameterizedTest
    @MethodSource("frameTypes")
    @DisplayName("every frame has a golden file")
    void goldenFile(FrameType type) {
        assertThat(Golden.of(type.side)).extracting(Golden::name).contains(type.definition);
    }

    @ParameterizedTest
    @MethodSource("frameTypes")
    @DisplayName("every frame has a section in the README, with its golden file as example")
    void readme(FrameType type) throws IOException {
        assertThat(section(type)).contains(golden(type).text());
    }

    @ParameterizedTest
    @MethodSource("frameTypes")
    @DisplayName("every field of a schema is named in the frame's section of the README")
    void fields(FrameType type) throws IOException {
        var schema = schema(type.side).at("/$defs/" + type.definition);
        var section = section(type);
        schema.path("properties")
                .propertyNames()
                .forEach(name -> assertThat(section).containsPattern("[\"`]" + name + "[\"`]"));
    }

    @ParameterizedTest
    @MethodSource("frameTypes")
    @DisplayName("random frames of every type pass their schema")
    void schema(FrameType type) {
        for (int i = 0; i < FRAMES_PER_TYPE; i++) {
            var message = new String(type.make.apply(frames), StandardCharsets.UTF_8);
            assertThat(SCHEMAS.problems(type.side, type.definition, message))
                    .as("seed %d: %s", seed, message)
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("every golden file passes exactly one schema of its side")
    void goldenFilesPass() {
        for (var side : List.of("visitor", "agent", "server")) {
            for (var golden : Golden.of(side)) {
                assertThat(SCHEMAS.problems(side, "", golden.text())).as(golden.name()).isEmpty();
            }
        }
    }

    @Test
    @DisplayName(
            "a golden visitor's frame without a required field passes neither schema nor decoder")
    void requiredFields() throws IOException {
        for (var golden : Golden.of("visitor")) {
            for (var field : schema("visitor").at("/$defs/" + golden.type() + "/required")) {
                var frame = JSON.readTree(golden.message()).deepCopy();
                ((ObjectNode) frame).remove(field.asString());
                assertThat(SCHEMAS.problems("visitor", "", frame.toString()))
                        .as("%s without %s", golden.name(), field)
                        .isNotEmpty();
                assertThat(
                                FrameDecoder.ofVisitors()
                                        .decode(frame.toString().getBytes(StandardCharsets.UTF_8)))
                        .as("%s without %s", golden.name(), field)
                        .isInstanceOf(Decoded.Malformed.class);
            }
        }
    }

    @Test
    @DisplayName("codes and kinds are the same in code, schema and README")
    void enumerations() throws IOException {
        assertNames("/$defs/nack/properties/code/enum", NackCode.values());
        assertNames("/$defs/error/properties/code/enum", ErrorCode.values());
        assertNames("/$defs/entry/properties/kind/enum", EntryKind.values());
        for (var code : NackCode.values()) {
            assertThat(readmeText())
                    .containsPattern(
                            "(?m)^\\|[^|\\n]*`"
                                    + code.wireName()
                                    + "`[^|\\n]*\\| "
                                    + (code.definite() ? "yes" : "no")
                                    + " \\|");
        }
    }

    @Test
    @DisplayName("every close code is in the README's table")
    void closeCodes() throws IOException {
        for (var code : CloseCode.values()) {
            assertThat(readmeText()).containsPattern("(?m)^\\|[^|\\n]*\\b" + code.code() + "\\b");
        }
    }

    @Test
    @DisplayName(
            "every reference of the AsyncAPI document leads somewhere, and no frame is left out")
    void asyncApi() throws IOException {
        var document = new YAMLMapper().readTree(Files.readString(Path.of("asyncapi.yaml")));
        assertThat(document.get("asyncapi").asString()).isEqualTo("3.0.0");
        for (var reference : document.findValuesAsString("$ref")) {
            var parts = reference.split("#", 2);
            var target = parts[0].isEmpty() ? document : JSON.readTree(Path.of(parts[0]).toFile());
            assertThat(target.at(parts[1]).isMissingNode()).as(reference).isFalse();
        }
        for (var type : frameTypes()) {
            assertThat(
                            document.at(
                                            "/components/messages/"
                                                    + type.side
                                                    + "-"
                                                    + type.definition
                                                    + "/payload/schema/$ref")
                                    .asString())
                    .isEqualTo("./schemas/" + type.side + ".json#/$defs/" + type.definition);
            assertThat(document.get("operations").toString())
                    .contains("messages/" + type.side + "-" + type.definition + "\"");
        }
    }

    private static void assertNames(String pointer, WireName[] constants) throws IOException {
        assertThat(schema("server").at(pointer).valueStream().map(JsonNode::asString))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(constants).map(WireName::wireName).toList());
    }

    private static Golden golden(FrameType type) {
        return Golden.of(type.side).stream()
                .filter(it -> it.name().equals(type.definition))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode schema(String side) throws IOException {
        return JSON.readTree(Files.readString(Path.of("schemas", side + ".json")));
    }

    /// The part of the README under the heading of this type, among those of its side.
    private static String section(FrameType type) throws IOException {
        var sides =
                switch (type.side) {
                    case "visitor" -> "From a visitor";
                    case "agent" -> "From an agent";
                    default -> "To a[^\\n]*";
                };
        var chapters =
                Pattern.compile("(?ms)^## " + sides + "\\n(.*?)(?=^## )").matcher(readmeText());
        var heading = Pattern.compile("(?ms)^### `" + type.type + "`\\n(.*?)(?=^### |\\z)");
        while (chapters.find()) {
            var section = heading.matcher(chapters.group(1));
            if (section.find()) {
                return section.group(1);
            }
        }
        throw new AssertionError("README.md has no section for " + type);
    }

    private static String readmeText() throws IOException {
        return Files.readString(Path.of("README.md"));
    }
}
