package parley.gateway.app.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs a program of the operating system to its end.
final class Command {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private Command() {}

    /// Runs it; its output goes to a file, because a server it leaves behind would hold a pipe
    /// open.
    ///
    /// @throws EmbeddedFailure with the end of its output if it fails
    static void run(Path output, List<String> words) throws IOException {
        var code = code(output, words);
        if (code != 0) {
            throw new EmbeddedFailure(
                    words.get(words.size() > 3 && words.get(0).equals("unshare") ? 2 : 0)
                            + " ended with "
                            + code
                            + ": "
                            + tail(output));
        }
    }

    /// Runs it and returns its exit code.
    static int code(Path output, List<String> words) throws IOException {
        var process =
                new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectOutput(output.toFile())
                        .start();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new EmbeddedFailure(words.getFirst() + " did not end in " + PATIENCE);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedFailure("interrupted while running " + words.getFirst(), e);
        }
    }

    static List<String> words(List<String> prefix, String... more) {
        var all = new ArrayList<>(prefix);
        all.addAll(List.of(more));
        return all;
    }

    static String tail(Path output) throws IOException {
        var lines = Files.exists(output) ? Files.readAllLines(output) : List.<String>of();
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - 8), lines.size()));
    }
}
