package parley.loadtest.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A PostgreSQL's write-ahead log on a file system that can be full.
public final class SmallDisk implements AutoCloseable {
    private final PostgresServer postgres;
    private final SmallFileSystem disk;
    private final Path log;

    private SmallDisk(PostgresServer postgres, SmallFileSystem disk) {
        this.postgres = postgres;
        this.disk = disk;
        this.log = log(postgres);
    }

    private static Path log(PostgresServer postgres) {
        return postgres.data().resolve("pg_wal");
    }

    /// Restarts the server with its log on a small disk.
    ///
    /// @param spare bytes that are free then
    public static SmallDisk under(PostgresServer postgres, long spare)
            throws IOException, InterruptedException {
        postgres.stop();
        var folder = postgres.data().resolveSibling("small-disk");
        var small =
                new SmallDisk(
                        postgres, SmallFileSystem.mounted(folder, size(log(postgres)) + spare));
        move(small.log, small.moved());
        Files.createSymbolicLink(small.log, small.moved());
        postgres.start();
        return small;
    }

    /// Takes all that is left.
    public void fill() throws IOException {
        disk.fill();
    }

    /// Gives back what [#fill] took.
    public void free() throws IOException {
        disk.free();
    }

    /// Restarts the server with its log where it was.
    @Override
    public void close() throws IOException {
        try {
            postgres.stop();
            Files.delete(log);
            move(moved(), log);
            disk.close();
            postgres.start();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the guard unmounts it
        }
    }

    private Path moved() {
        return disk.folder().resolve("pg_wal");
    }

    /// Between file systems, which `Files.move` does not do with folders.
    private static void move(Path from, Path to) throws IOException, InterruptedException {
        SmallFileSystem.run("mv", from.toString(), to.toString());
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
}
