package parley.gateway.app.config;

import java.util.Set;

/// What the log looks like.
///
/// @param format `json`, `text`, or `auto`: text on a terminal, JSON elsewhere
/// @param level `error`, `warn`, `info`, `debug` or `trace`, of our own packages
public record LogConfig(String format, String level) {
    private static final Set<String> FORMATS = Set.of("auto", "json", "text");
    private static final Set<String> LEVELS = Set.of("error", "warn", "info", "debug", "trace");

    public LogConfig {
        if (!FORMATS.contains(format)) {
            throw new IllegalArgumentException(
                    "format: '" + format + "' (expected: auto, json or text)");
        }
        if (!LEVELS.contains(level)) {
            throw new IllegalArgumentException(
                    "level: '" + level + "' (expected: error, warn, info, debug or trace)");
        }
    }

    static LogConfig defaults() {
        return new LogConfig("auto", "info");
    }
}
