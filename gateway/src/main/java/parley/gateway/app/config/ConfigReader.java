package parley.gateway.app.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import parley.gateway.edge.ops.OpsConfig;
import parley.gateway.postgres.DatabaseConfig;
import parley.gateway.redis.RedisConfig;
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
            } else if (SecretKeys.isSecret(field.getKey()) && !field.getValue().isNull()) {
                problems.add(SecretKeys.notInFiles(name));
            } else if (Keys.fits(expected, field.getValue())) {
                into.set(field.getKey(), field.getValue());
            } else {
                problems.add(Keys.misfit(name, field.getValue(), expected));
            }
        }
    }

    private Config bind(ObjectNode tree) {
        var database = section(tree, "database", DatabaseConfig.class);
        var redis = section(tree, "redis", RedisConfig.class);
        var ops = section(tree, "ops", OpsConfig.class);
        var embedded = section(tree, "embedded", EmbeddedConfig.class);
        var drain = section(tree, "drain", DrainConfig.class);
        var log = section(tree, "log", LogConfig.class);
        if (database == null
                || redis == null
                || ops == null
                || embedded == null
                || drain == null
                || log == null) {
            throw new ConfigFailure(problems);
        }
        return new Config(database, redis, ops, embedded, drain, log);
    }

    private <T> @Nullable T section(ObjectNode tree, String name, Class<T> type) {
        try {
            return mapper.treeToValue(tree.get(name), type);
        } catch (JacksonException e) {
            var cause = e.getCause() instanceof IllegalArgumentException known ? known : e;
            var path = new StringBuilder(name);
            for (var step : e.getPath()) {
                path.append('.').append(step.getPropertyName());
            }
            problems.add(path + (path.length() == name.length() ? "." : ": ") + message(cause));
            return null;
        }
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
