package parley.gateway.app.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Reads the configuration: the rooms' defaults, over them the YAML file, over that the
/// environment. The defaults are also the list of keys there are, and of their types.
public final class ConfigReader {
    private final YAMLMapper mapper =
            YAMLMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .addModule(Durations.module())
                    .build();
    private final ObjectNode defaults = mapper.valueToTree(Config.defaults());
    private final List<String> problems = new ArrayList<>();

    private ConfigReader() {}

    /// @param file null: none
    /// @param environment variables of the process; those of other programs are not looked at
    /// @throws ConfigFailure with everything that is wrong
    public static Config read(@Nullable Path file, Map<String, String> environment) {
        return new ConfigReader().readAll(file, environment);
    }

    /// Every key with its path, e.g. `database.poolSize`, and its default as YAML.
    public static Map<String, String> keys() {
        var reader = new ConfigReader();
        var found = new TreeMap<String, String>();
        reader.leaves(reader.defaults, "", found);
        return found;
    }

    /// As YAML, for people; secrets are masked.
    public static String redacted(Config config) {
        var reader = new ConfigReader();
        ObjectNode tree = reader.mapper.valueToTree(config);
        SecretKeys.mask(tree);
        return reader.mapper.writeValueAsString(tree);
    }

    private Config readAll(@Nullable Path file, Map<String, String> environment) {
        var merged = defaults.deepCopy();
        if (file != null) {
            merge(merged, defaults, parse(file), "");
        }
        new Environment(defaults, problems).overlay(merged, environment);
        refuseProblems();
        var config = bind(merged);
        problems.addAll(Safety.problems(config));
        refuseProblems();
        return config;
    }

    private ObjectNode parse(Path file) {
        try {
            var tree = mapper.readTree(Files.readString(file));
            if (tree instanceof ObjectNode object) {
                return object;
            }
            if (!tree.isMissingNode() && !tree.isNull()) {
                problems.add(file + ": not a list of sections");
            }
        } catch (JacksonException e) {
            var at = e.getLocation();
            var where = at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
            problems.add(
                    file + where + ": " + e.getOriginalMessage().lines().findFirst().orElse(""));
        } catch (IOException e) {
            problems.add(file + ": cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        return mapper.createObjectNode();
    }

    private void merge(ObjectNode into, ObjectNode known, ObjectNode from, String path) {
        for (var field : from.properties()) {
            var name = path + field.getKey();
            var expected = known.get(field.getKey());
            if (expected == null) {
                problems.add(Keys.unknown(name, known, path));
            } else if (expected instanceof ObjectNode section
                    && field.getValue() instanceof ObjectNode given) {
                merge((ObjectNode) into.get(field.getKey()), section, given, name + ".");
            } else if (SecretKeys.isSecret(field.getKey()) && !field.getValue().equals(expected)) {
                problems.add(SecretKeys.notInFiles(name));
            } else if (Keys.fits(expected, field.getValue())) {
                into.set(field.getKey(), field.getValue());
            } else {
                problems.add(Keys.misfit(name, field.getValue(), expected));
            }
        }
    }

    /// Binds every section, so that what is wrong with one does not hide what is wrong with
    /// another.
    private Config bind(ObjectNode tree) {
        var sections = Config.class.getRecordComponents();
        var types = new Class<?>[sections.length];
        var values = new @Nullable Object[sections.length];
        for (int i = 0; i < sections.length; i++) {
            types[i] = sections[i].getType();
            values[i] = section(tree, name(sections[i]), types[i]);
        }
        refuseProblems();
        try {
            return Config.class.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Config is not the record it seems", e);
        }
    }

    private static String name(RecordComponent section) {
        var named = section.getAccessor().getAnnotation(JsonProperty.class);
        return named == null ? section.getName() : named.value();
    }

    private <T> @Nullable T section(ObjectNode tree, String name, Class<T> type) {
        try {
            return mapper.treeToValue(tree.get(name), type);
        } catch (JacksonException e) {
            var cause = e.getCause() instanceof IllegalArgumentException known ? known : e;
            problems.add(path(name, e.getPath()) + message(cause));
            return null;
        }
    }

    /// A record names the component that it refuses; the path to the record comes before it.
    private static String path(String section, List<JacksonException.Reference> steps) {
        var path = new StringBuilder(section);
        steps.forEach(it -> path.append('.').append(it.getPropertyName()));
        return path.append(steps.isEmpty() ? "." : ": ").toString();
    }

    private static String message(Exception e) {
        return e instanceof JacksonException jackson
                ? jackson.getOriginalMessage()
                : String.valueOf(e.getMessage());
    }

    private void leaves(JsonNode node, String path, Map<String, String> into) {
        if (node instanceof ObjectNode object) {
            for (var field : object.properties()) {
                var name = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
                leaves(field.getValue(), name, into);
            }
        } else {
            into.put(path, node.isNull() ? "" : node.asString(node.toString()));
        }
    }

    private void refuseProblems() {
        if (!problems.isEmpty()) {
            throw new ConfigFailure(problems);
        }
    }
}
