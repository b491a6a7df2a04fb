package parley.gateway.app;

import parley.gateway.edge.country.Countries;
import parley.gateway.edge.country.CountryConfig;
import parley.gateway.edge.country.CountryFile;
import parley.gateway.edge.country.UnusableCountryFile;

/// What `country.database` names.
final class CountryLookUp {
    private CountryLookUp() {}

    /// Reads the file, and again whenever it is replaced while the gateway runs.
    static Countries open(Platform platform) {
        var countries = read(platform.config().country());
        if (countries instanceof CountryFile file) {
            platform.lifecycle().run("countries", file.run());
        }
        return countries;
    }

    /// @throws StartFailure names the key and the file if it cannot be read
    static Countries read(CountryConfig config) {
        var path = config.file();
        try {
            return path == null ? Countries.UNKNOWN : CountryFile.open(path);
        } catch (UnusableCountryFile e) {
            throw new StartFailure("country.database: " + e.getMessage(), e);
        }
    }
}
