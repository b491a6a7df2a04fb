package parley.loadtest.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// Outlives this process by a moment, however it goes, `kill -9` included: a shell that reads a
/// pipe from it to its end, then kills every process whose working folder is inside the run's,
/// frozen ones too, unmounts what is mounted there, and deletes the folder. An orderly end goes the
/// same way, so that there is one.
///
/// By working folder because nothing else holds: PostgreSQL's children leave the process group and
/// overwrite their environment, and a pid kept in a file may be somebody else's by then.
final class Guard implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;
    private static final String SCRIPT =
            """
            trap '' INT HUP TERM QUIT
            while read -r _; do :; done
            tries=0
            while [ $tries -lt 50 ]; do
              left=''
              for entry in /proc/[0-9]*; do
                case $(readlink "$entry/cwd" 2>/dev/null) in
                  "$1"/*)
                    left=yes
                    kill -KILL "${entry#/proc/}" 2>/dev/null
                    kill -CONT "${entry#/proc/}" 2>/dev/null ;;
                esac
              done
              [ -z "$left" ] && break
              tries=$((tries + 1))
              sleep 0.1
            done
            while read -r _ mounted _; do
              case $mounted in
                "$1"/*) umount -l "$mounted" ;;
              esac
            done </proc/mounts
            rm -rf "$1"
            """;

    private final Process shell;
    private final Path folder;

    private Guard(Process shell, Path folder) {
        this.shell = shell;
        this.folder = folder;
    }

    /// @param folder of the run: every child must work inside it, not in it
    static Guard over(Path folder) throws IOException {
        var real = folder.toRealPath();
        var shell =
                new ProcessBuilder("setsid", "/bin/sh", "-c", SCRIPT, "guard", real.toString())
                        .directory(Path.of("/").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        return new Guard(shell, real);
    }

    /// Kills what is left, and waits until nothing is.
    @Override
    public void close() throws IOException {
        shell.getOutputStream().close();
        try {
            if (!shell.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || Files.exists(folder)) {
                throw new IOException("something of " + folder + " is left");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the shell goes on by itself
        }
    }
}
