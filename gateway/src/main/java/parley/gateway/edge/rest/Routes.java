package parley.gateway.edge.rest;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// All routes of the API, and which one a request is for. A linear search: a few dozen comparisons
/// of short lists.
final class Routes {
    private final List<Route> all;

    Routes(List<Route> all) {
        this.all = List.copyOf(all);
    }

    /// Which route a request is for.
    sealed interface Found {}

    /// This one.
    record Hit(Route route, Map<String, String> variables) implements Found {}

    /// The path exists, for other methods.
    record OtherMethod(String allowed) implements Found {}

    /// Nothing is there.
    record Nothing() implements Found {}

    /// @param path without the query, not decoded: no route has a part that needs it
    Found find(String method, String path) {
        var segments = List.of(path.split("/", -1));
        var allowed = new TreeSet<String>();
        for (var route : all) {
            var variables = route.path().match(segments);
            if (variables != null) {
                if (route.method().equals(method)) {
                    return new Hit(route, variables);
                }
                allowed.add(route.method());
            }
        }
        return allowed.isEmpty() ? new Nothing() : new OtherMethod(String.join(", ", allowed));
    }

    List<Route> all() {
        return all;
    }
}
