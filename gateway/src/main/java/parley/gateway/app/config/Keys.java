package parley.gateway.app.config;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a key may hold, judged by its default; and what to say when it holds something else.
final class Keys {
    private Keys() {}

    static boolean fits(JsonNode expected, JsonNode given) {
        if (expected.isNull()) {
            return given.isNull() || given.isString();
        }
        if (expected.isArray()) {
            return given.isArray();
        }
        if (isDuration(expected)) {
            return given.isString() && Durations.parse(given.asString()) != null;
        }
        return expected.isIntegralNumber()
                ? given.isIntegralNumber()
                : expected.getNodeType() == given.getNodeType();
    }

    static String misfit(String path, JsonNode given, JsonNode expected) {
        return path + ": " + shown(given) + " (expected: " + kind(expected) + ")";
    }

    static String unknown(String path, ObjectNode known, String prefix) {
        var near = nearest(path.substring(prefix.length()), known);
        return path
                + ": unknown key (expected: "
                + (near == null
                        ? "one of " + String.join(", ", new ArrayList<>(known.propertyNames()))
                        : prefix + near)
                + ")";
    }

    static boolean isDuration(JsonNode expected) {
        return expected.isString() && Durations.parse(expected.asString()) != null;
    }

    static String kind(JsonNode expected) {
        if (isDuration(expected)) {
            return "a duration like 500ms, 5s, 10m, 24h";
        }
        return switch (expected.getNodeType()) {
            case NUMBER -> "a whole number";
            case BOOLEAN -> "true or false";
            case ARRAY -> "a list";
            case OBJECT -> "a section";
            default -> "text";
        };
    }

    private static String shown(JsonNode given) {
        return given.isString() ? "'" + given.asString() + "'" : given.toString();
    }

    /// The key that was probably meant: at most two letters off.
    private static @Nullable String nearest(String name, ObjectNode known) {
        for (var candidate : known.propertyNames()) {
            if (candidate.equalsIgnoreCase(name) || distance(name, candidate) <= 2) {
                return candidate;
            }
        }
        return null;
    }

    private static int distance(String a, String b) {
        var row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
