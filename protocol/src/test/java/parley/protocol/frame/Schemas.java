package parley.protocol.frame;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The JSON Schemas of `protocol/schemas`, under the addresses they give themselves.
final class Schemas {
    static final String BASE = "https://parley.example/schemas/v1/";
    private static final Path FOLDER = Path.of("schemas");

    private final SchemaRegistry registry;

    Schemas() {
        Map<String, String> texts =
                Stream.of("common", "visitor", "agent", "server")
                        .collect(Collectors.toMap(name -> BASE + name + ".json", Schemas::read));
        registry =
                SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_2020_12, it -> it.schemas(texts));
    }

    /// What is wrong with a message by one definition.
    ///
    /// @param side `visitor`, `agent` or `server`
    /// @param definition a key of that file's `$defs`; empty: any frame
    List<String> problems(String side, String definition, String message) {
        var fragment = definition.isEmpty() ? "" : "#/$defs/" + definition;
        return registry
                .getSchema(SchemaLocation.of(BASE + side + ".json" + fragment))
                .validate(message, InputFormat.JSON)
                .stream()
                .map(Object::toString)
                .toList();
    }

    private static String read(String name) {
        try {
            return Files.readString(FOLDER.resolve(name + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
