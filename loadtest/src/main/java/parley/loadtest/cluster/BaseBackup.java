package parley.loadtest.cluster;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/// A copy of a running server's data that a server can start on: `pg_basebackup` is not among the
/// embedded programs, and this is what it does.
final class BaseBackup {
    private static final Path WAL = Path.of("pg_wal");

    /// What belongs to the server that runs; folders are kept, empty.
    private static final Set<Path> OTHERS =
            Set.of(
                    Path.of("pg_dynshmem"),
                    Path.of("pg_notify"),
                    Path.of("pg_replslot"),
                    Path.of("pg_serial"),
                    Path.of("pg_snapshots"),
                    Path.of("pg_stat_tmp"),
                    Path.of("pg_subtrans"),
                    Path.of("postmaster.opts"),
                    Path.of("postmaster.pid"));

    private BaseBackup() {}

    /// Everything that is committed when this begins is in it.
    ///
    /// @param connection as superuser, to the server whose folder `data` is
    static void take(Connection connection, Path data, Path target)
            throws IOException, SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT pg_backup_start('chaos', fast => true)");
            copy(data, target, false);
            try (var stopped =
                    statement.executeQuery(
                            "SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)")) {
                stopped.next();
                Files.writeString(target.resolve("backup_label"), stopped.getString(1));
            }
        }
        copy(
                data.resolve(WAL).toRealPath(),
                target.resolve(WAL),
                true); // up to the end of the copy
    }

    private static void copy(Path from, Path to, boolean log) throws IOException {
        Files.walkFileTree(
                from,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes as)
                            throws IOException {
                        Files.createDirectories(
                                to.resolve(from.relativize(folder)),
                                PosixFilePermissions.asFileAttribute(
                                        PosixFilePermissions.fromString("rwx------")));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes as)
                            throws IOException {
                        var name = from.relativize(file);
                        if (log || !(OTHERS.contains(name.getName(0)) || name.startsWith(WAL))) {
                            copyIfThere(file, to.resolve(name));
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e)
                            throws IOException {
                        if (e instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw e;
                    }
                });
    }

    /// A server that runs deletes files; its log says what became of them.
    private static void copyIfThere(Path file, Path to) throws IOException {
        try {
            Files.copy(file, to);
        } catch (NoSuchFileException _) {
            Files.deleteIfExists(to);
        }
    }
}
