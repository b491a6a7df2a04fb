package parley.gateway.app.config;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Keys whose values nobody may see: they come from the environment or from a file of their own,
/// never from the configuration file, and never leave again.
final class SecretKeys {
    private static final List<String> ENDINGS =
            List.of("assword", "ecret", "ecrets", "Key", "Keys");

    private SecretKeys() {}

    static boolean isSecret(String key) {
        return ENDINGS.stream().anyMatch(key::endsWith);
    }

    static String notInFiles(String path) {
        var variable = Environment.variable(path);
        return path
                + ": a secret does not belong in the file (expected: "
                + variable
                + " or "
                + variable
                + Environment.FILE
                + " in the environment)";
    }

    static void mask(ObjectNode tree) {
        for (var field : tree.properties()) {
            if (field.getValue() instanceof ObjectNode section) {
                mask(section);
            } else if (isSecret(field.getKey()) && !field.getValue().isNull()) {
                field.setValue(tree.stringNode("***"));
            }
        }
    }
}
