package parley.loadtest.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Where a figure comes from: without it, it is worth nothing.
public final class Origin {
    private Origin() {}

    /// The commit, the machine, the Java.
    public static String here() {
        return "commit %s, %d × %s, Java %s"
                .formatted(
                        commit(),
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.arch"),
                        Runtime.version());
    }

    private static String commit() {
        try {
            var git =
                    new ProcessBuilder("git", "describe", "--always", "--dirty")
                            .redirectErrorStream(true)
                            .start();
            return new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException _) {
            return "unknown";
        }
    }
}
