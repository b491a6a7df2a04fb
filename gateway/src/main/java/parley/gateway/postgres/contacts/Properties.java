package parley.gateway.postgres.contacts;

import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Properties of contacts between `jsonb` and memory: texts by name.
final class Properties {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private Properties() {}

    static Map<String, String> read(String json) {
        return "{}".equals(json) ? Map.of() : JSON.readValue(json, TEXTS);
    }

    static String write(Map<String, String> properties) {
        return JSON.writeValueAsString(properties);
    }
}
