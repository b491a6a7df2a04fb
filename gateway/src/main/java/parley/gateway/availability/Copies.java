package parley.gateway.availability;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Deep immutable copies.
final class Copies {
    private Copies() {}

    /// Ordered by key; keys without a value are left out, so that equal hours are equal.
    static <K extends Comparable<? super K>, V> SortedMap<K, List<V>> of(Map<K, List<V>> lists) {
        var copy = new TreeMap<K, List<V>>();
        lists.forEach((key, list) -> {
            if (!list.isEmpty()) {
                copy.put(key, List.copyOf(list));
            }
        });
        return Collections.unmodifiableSortedMap(copy);
    }
}
