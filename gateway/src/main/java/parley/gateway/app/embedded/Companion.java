package parley.gateway.app.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A shell that holds a pipe from this process and reads it to its end. However the process goes,
/// `kill -9` included, the pipe ends with it; then the companion takes this process off the list of
/// users and, if that was the last one, stops the servers. It is the only thing that stops them: an
/// orderly exit closes the pipe and waits for it.
final class Companion {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final int STOP_SECONDS = 40;

    private final ServerFolder folder;
    private @Nullable Process process;

    Companion(ServerFolder folder) {
        this.folder = folder;
    }

    /// Enters this process as a user of the folder's servers. The caller holds the folder's lock.
    ///
    /// @param pgCtl the words that run `pg_ctl`
    void launch(List<String> pgCtl) throws IOException {
        var script = folder.home().resolve("companion.sh");
        install(script);
        var user = ProcessHandle.current().pid() + "." + COUNT.incrementAndGet();
        Files.createFile(folder.users().resolve(user));
        var words =
                Command.words(
                        ownSession(),
                        "/bin/sh",
                        script.toString(),
                        folder.home().toString(),
                        user,
                        folder.keepsData() ? "keep" : "discard");
        words.addAll(pgCtl);
        var log = folder.home().resolve("companion.log").toFile();
        process =
                new ProcessBuilder(words)
                        .directory(Path.of("/").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                        .start();
    }

    /// Ends the use, and waits until the companion has done its work.
    void release() {
        var running = process;
        if (running == null) {
            return;
        }
        try {
            running.getOutputStream().close();
            if (!running.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                throw new EmbeddedFailure(
                        "the embedded servers did not stop in " + STOP_SECONDS + " s");
            }
        } catch (IOException e) {
            throw new EmbeddedFailure("cannot tell the companion to stop: " + e, e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the companion goes on by itself
        }
    }

    private static void install(Path script) throws IOException {
        try (var source = Companion.class.getResourceAsStream("/embedded/companion.sh")) {
            if (source == null) {
                throw new EmbeddedFailure("the program is incomplete: no embedded/companion.sh");
            }
            var draft = Files.createTempFile(script.getParent(), "companion", ".sh");
            Files.copy(source, draft, StandardCopyOption.REPLACE_EXISTING);
            Files.move(draft, script, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /// Ctrl-C reaches every process of the terminal's foreground group: the companion leaves it.
    private static List<String> ownSession() {
        for (var candidate : List.of("/usr/bin/setsid", "/bin/setsid")) {
            if (Files.isExecutable(Path.of(candidate))) {
                return List.of(candidate);
            }
        }
        return List.of("perl", "-MPOSIX", "-e", "POSIX::setsid(); exec @ARGV", "--");
    }
}
