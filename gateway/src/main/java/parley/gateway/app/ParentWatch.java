package parley.gateway.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Ends the program when the process that started it ends: a Maven that is told to stop does not
/// pass that on to the program it runs.
///
/// The JDK reads of other processes from files, and takes one that it cannot open for a process
/// that has ended: whether it has is asked until the answer can be trusted.
final class ParentWatch {
    private static final Duration APART = Duration.ofSeconds(1);
    private static final Path ANY_FILE = Path.of(System.getProperty("java.home"), "release");

    private ParentWatch() {}

    static void start() {
        ProcessHandle.current()
                .parent()
                .ifPresent(parent -> {
                    var _ = parent.onExit().thenRun(() -> endWith(parent));
                });
    }

    private static void endWith(ProcessHandle parent) {
        try {
            while (!hasEnded(parent)) {
                Thread.sleep(APART);
            }
            System.exit(0);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean hasEnded(ProcessHandle parent) {
        return filesOpen() && !parent.isAlive() && filesOpen();
    }

    private static boolean filesOpen() {
        try (var _ = Files.newInputStream(ANY_FILE)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
