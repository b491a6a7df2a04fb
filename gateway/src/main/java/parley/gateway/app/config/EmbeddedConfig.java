package parley.gateway.app.config;

/// The embedded servers and the example they are filled with.
///
/// @param home the folder that keeps their data, relative to where the program is started
/// @param example a YAML file that an empty database is filled with; empty: nothing
public record EmbeddedConfig(String home, String example) {
    static EmbeddedConfig defaults() {
        return new EmbeddedConfig(".parley", "config/example-portal.yaml");
    }
}
