package parley.loadtest.trial;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Makes the gateway's own SQL wrong, in the run's database alone, to see that the checker sees it.
final class Sabotage {
    private static final String MERGED = "/parley/loadtest/trial/merged-append.sql";

    private Sabotage() {}

    /// Locks, looks up, numbers and inserts in one statement (contract §3).
    static String mergedAppend() throws IOException {
        try (var source = Sabotage.class.getResourceAsStream(MERGED)) {
            if (source == null) {
                throw new FileNotFoundException(MERGED);
            }
            return new String(source.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
