package parley.gateway.app.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Variables of the environment as configuration: `database.poolSize` is
/// `PARLEY_DATABASE_POOL_SIZE`. `…_FILE` names a file that holds the value, as container platforms
/// hand out secrets. A variable that begins like ours and is not ours is a mistake and refused.
final class Environment {
    static final String FILE = "_FILE";
    private static final String PREFIX = "PARLEY_";

    private final Map<String, List<String>> paths = new TreeMap<>();
    private final ObjectNode defaults;
    private final List<String> problems;

    Environment(ObjectNode defaults, List<String> problems) {
        this.defaults = defaults;
        this.problems = problems;
        collect(defaults, List.of());
    }

    static String variable(String path) {
        return PREFIX
                + path.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                        .replace('.', '_')
                        .toUpperCase(Locale.ROOT);
    }

    void overlay(ObjectNode tree, Map<String, String> environment) {
        for (var entry : new TreeMap<>(environment).entrySet()) {
            if (entry.getKey().startsWith(PREFIX)) {
                set(tree, entry.getKey(), entry.getValue());
            }
        }
    }

    private void collect(ObjectNode node, List<String> path) {
        for (var field : node.properties()) {
            var steps = new ArrayList<>(path);
            steps.add(field.getKey());
            if (field.getValue() instanceof ObjectNode section) {
                collect(section, steps);
            } else {
                paths.put(variable(String.join(".", steps)), steps);
            }
        }
    }

    private void set(ObjectNode tree, String name, String value) {
        var path = paths.get(name);
        if (path != null) {
            set(tree, path, name, value);
            return;
        }
        var plain = name.endsWith(FILE) ? name.substring(0, name.length() - FILE.length()) : "";
        var byFile = paths.get(plain);
        if (byFile == null) {
            problems.add(name + ": unknown variable (see config/README.md)");
            return;
        }
        var content = readSecret(name, Path.of(value), SecretKeys.isSecret(byFile.getLast()));
        if (content != null) {
            set(tree, byFile, name, content);
        }
    }

    private void set(ObjectNode tree, List<String> path, String name, String text) {
        var section = tree;
        JsonNode expected = defaults;
        for (var step : path.subList(0, path.size() - 1)) {
            section = (ObjectNode) section.get(step);
            expected = expected.get(step);
        }
        expected = expected.get(path.getLast());
        var given = node(section, expected, text);
        if (Keys.fits(expected, given)) {
            section.set(path.getLast(), given);
        } else if (SecretKeys.isSecret(path.getLast())) {
            problems.add(name + ": (expected: " + Keys.kind(expected) + ")");
        } else {
            problems.add(Keys.misfit(name, given, expected));
        }
    }

    private static JsonNode node(ObjectNode factory, JsonNode expected, String text) {
        if (expected.isArray()) {
            var list = factory.arrayNode();
            for (var item : text.split(",", -1)) {
                if (!item.isBlank()) {
                    list.add(item.strip());
                }
            }
            return list;
        }
        if (expected.isIntegralNumber() && text.matches("-?[0-9]{1,18}")) {
            return factory.numberNode(Long.parseLong(text));
        }
        if (expected.isBoolean() && (text.equals("true") || text.equals("false"))) {
            return factory.booleanNode(text.equals("true"));
        }
        return factory.stringNode(text);
    }

    private @Nullable String readSecret(String name, Path file, boolean secret) {
        try {
            if (secret
                    && Files.getPosixFilePermissions(file)
                            .contains(PosixFilePermission.OTHERS_READ)) {
                problems.add(
                        name + ": '" + file + "' can be read by everybody (expected: mode 0600)");
                return null;
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            problems.add(
                    name
                            + ": '"
                            + file
                            + "' cannot be read ("
                            + e.getClass().getSimpleName()
                            + ")");
            return null;
        }
    }
}
