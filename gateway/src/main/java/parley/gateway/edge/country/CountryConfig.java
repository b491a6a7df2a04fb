package parley.gateway.edge.country;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// By what countries are told.
///
/// @param database a file in MaxMind's format (`.mmdb`); empty for none
public record CountryConfig(String database) {
    /// No file.
    public static CountryConfig defaults() {
        return new CountryConfig("");
    }

    /// The configured file.
    public @Nullable Path file() {
        return database.isEmpty() ? null : Path.of(database);
    }
}
