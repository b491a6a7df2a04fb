package parley.loadtest.cluster;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A PostgreSQL's write-ahead log on a file system that can be full: in memory, of a limited size,
/// mounted for this. [Guard] unmounts what is left of a harness that was killed.
public final class SmallDisk implements AutoCloseable {
    private static final int MEBIBYTE = 1024 * 1024;

    private final PostgresServer postgres;
    private final Path disk;
    private final Path log;

    private SmallDisk(PostgresServer postgres) {
        this.postgres = postgres;
        this.disk = postgres.data().resolveSibling("small-disk");
        this.log = postgres.data().resolve("pg_wal");
    }

    /// Why there can be none here; empty if there can.
    public static String obstacle() {
        try {
            var trial = Files.createTempDirectory("parley-mount-");
            try {
                mount(trial, MEBIBYTE);
                run("umount", trial.toString());
                return "";
            } finally {
                Files.delete(trial);
            }
        } catch (IOException e) {
            return "no file system can be mounted: " + e.getMessage();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    /// Restarts the server with its log on a small disk.
    ///
    /// @param spare bytes that are free then
    public static SmallDisk under(PostgresServer postgres, long spare)
            throws IOException, InterruptedException {
        var small = new SmallDisk(postgres);
        postgres.stop();
        mount(Files.createDirectories(small.disk), size(small.log) + spare);
        move(small.log, small.moved());
        Files.createSymbolicLink(small.log, small.moved());
        postgres.start();
        return small;
    }

    /// Takes all that is left.
    public void fill() throws IOException {
        try (var filler = new FileOutputStream(filler().toFile())) {
            while (Files.getFileStore(disk).getUsableSpace() > 0) {
                filler.write(new byte[4096]);
            }
        } catch (IOException e) {
            if (Files.getFileStore(disk).getUsableSpace() > 0) {
                throw e; // else the server was quicker with the last bytes
            }
        }
    }

    /// Gives back what [#fill] took.
    public void free() throws IOException {
        Files.delete(filler());
    }

    private Path filler() {
        return disk.resolve("filler");
    }

    /// Restarts the server with its log where it was.
    @Override
    public void close() throws IOException {
        try {
            postgres.stop();
            Files.delete(log);
            move(moved(), log);
            run("umount", disk.toString());
            postgres.start();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the guard unmounts it
        }
    }

    private Path moved() {
        return disk.resolve("pg_wal");
    }

    /// Between file systems, which `Files.move` does not do with folders.
    private static void move(Path from, Path to) throws IOException, InterruptedException {
        run("mv", from.toString(), to.toString());
    }

    static void mount(Path folder, long bytes) throws IOException, InterruptedException {
        run("mount", "-t", "tmpfs", "-o", "mode=0700,size=" + bytes, "tmpfs", folder.toString());
    }

    private static long size(Path folder) throws IOException {
        long sum = 0;
        try (var files = Files.walk(folder)) {
            for (var file : (Iterable<Path>) files::iterator) {
                sum += Files.size(file);
            }
        }
        return sum;
    }

    private static void run(String... words) throws IOException, InterruptedException {
        var process = new ProcessBuilder(words).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(String.join(" ", words) + ": " + said.strip());
        }
    }
}
