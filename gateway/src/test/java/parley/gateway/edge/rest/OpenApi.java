package parley.gateway.edge.rest;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The written contract, as a test reads it.
record OpenApi(ObjectNode document) {
    static OpenApi read() {
        try (var file = OpenApi.class.getResourceAsStream("/openapi.yaml")) {
            return new OpenApi((ObjectNode) new YAMLMapper().readTree(file.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// `GET /api/v1/me` and so on.
    Set<String> operations() {
        var operations = new TreeSet<String>();
        for (var path : document.get("paths").properties()) {
            for (var method : path.getValue().propertyNames()) {
                if (!method.equals("parameters")) {
                    operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                }
            }
        }
        return operations;
    }

    JsonNode operation(Route route) {
        return document.get("paths")
                .get(route.path().text())
                .get(route.method().toLowerCase(Locale.ROOT));
    }

    /// What of an answer is not as the document says.
    List<String> problems(Route route, int status, @Nullable JsonNode body) {
        var response = operation(route).get("responses").get(Integer.toString(status));
        if (response == null) {
            return List.of(status + " is not in the document");
        }
        var resolved = resolve(response);
        var content = resolved.at("/content/application~1json/schema");
        if (content.isMissingNode()) {
            return body == null ? List.of() : List.of("no body is in the document");
        }
        return body == null
                ? List.of("a body is in the document")
                : validate(content, body).stream().map(Error::toString).toList();
    }

    private JsonNode resolve(JsonNode node) {
        var reference = node.get("$ref");
        return reference == null ? node : document.at(reference.stringValue().substring(1));
    }

    /// The schemas refer to each other within the document, so the document goes along.
    private List<Error> validate(JsonNode schema, JsonNode body) {
        var root = document.deepCopy();
        root.removeAll();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.set("components", document.get("components"));
        root.set("allOf", root.arrayNode().add(schema));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(root)
                .validate(body);
    }
}
