package parley.protocol.frame;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Copies maps and keeps their order, so that a frame is written as it was read. [Map#copyOf] does
/// not.
final class Ordered {
    private Ordered() {}

    static <K, V> Map<K, V> copy(Map<K, V> map) {
        return map.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
