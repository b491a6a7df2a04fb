package parley.loadtest.simulation;

import java.util.List;
import java.util.function.Supplier;

/// Ends the run with a sentence instead of a stack trace.
final class Stop {
    private static final int USAGE = 2;
    private static final int VIOLATION = 1;

    private Stop() {}

    /// What the supplier gives, unless it refuses with a sentence for the user.
    static <T> T orGet(Supplier<T> supplier) {
        try {
            return supplier.get();
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(USAGE);
            throw e;
        }
    }

    /// Ends the run as failed if there is anything to say.
    static void ifAny(List<String> problems) {
        if (!problems.isEmpty()) {
            problems.forEach(it -> System.err.println("VIOLATION " + it));
            System.exit(VIOLATION);
        }
    }
}
