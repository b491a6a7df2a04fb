package parley.gateway.app.config;

import java.util.List;

/// A configuration that cannot be. Holds everything that is wrong with it, not the first thing
/// only.
public final class ConfigFailure extends RuntimeException {
    private final List<String> problems;

    /// @param problems one line each, beginning with the path of the key
    ConfigFailure(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
