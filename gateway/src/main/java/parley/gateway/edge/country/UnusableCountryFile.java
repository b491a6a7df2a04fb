package parley.gateway.edge.country;

import java.io.IOException;
import java.nio.file.Path;

/// A file that tells no countries. The message names it, and says why.
public final class UnusableCountryFile extends IOException {
    UnusableCountryFile(Path file, String why) {
        super(file + ": " + why);
    }

    UnusableCountryFile(Path file, String why, Throwable cause) {
        super(file + ": " + why, cause);
    }
}
