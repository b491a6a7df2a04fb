package parley.gateway.edge.country;

import com.maxmind.db.MaxMindDbParameter;
import org.jspecify.annotations.Nullable;

/// The part of a record that is read; the library passes over the rest. Public because the library
/// makes it.
///
/// @param country where the address is used, not where it was registered
public record Located(@MaxMindDbParameter(name = "country") @Nullable Country country) {
    /// @param code ISO 3166-1 alpha-2
    public record Country(@MaxMindDbParameter(name = "iso_code") @Nullable String code) {}
}
