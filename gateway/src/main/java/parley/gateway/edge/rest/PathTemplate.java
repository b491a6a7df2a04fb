package parley.gateway.edge.rest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A path with names for its variable parts: `/api/v1/portals/{portal}`. Variables are UUIDs in
/// canonical form but `{prefix}`, which is that of a token; anything else does not match, so
/// nothing else ever reaches a handler.
record PathTemplate(String text, List<String> segments) {
    static PathTemplate of(String text) {
        return new PathTemplate(text, List.of(text.split("/", -1)));
    }

    /// The variables of a path of this shape; null if it has another.
    @Nullable Map<String, String> match(List<String> path) {
        if (path.size() != segments.size()) {
            return null;
        }
        var variables = new HashMap<String, String>();
        for (int i = 0; i < path.size(); i++) {
            var segment = segments.get(i);
            var value = path.get(i);
            if (!segment.startsWith("{")) {
                if (!segment.equals(value)) {
                    return null;
                }
            } else {
                var name = segment.substring(1, segment.length() - 1);
                if (!valid(name, value)) {
                    return null;
                }
                variables.put(name, value);
            }
        }
        return variables;
    }

    private static boolean valid(String name, String value) {
        if (name.equals("prefix")) {
            return value.matches("[0-9a-f]{12}");
        }
        try {
            return value.length() == 36 && UUID.fromString(value).toString().equals(value);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
