package parley.loadtest.cluster;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import redis.embedded.RedisExecProvider;

/// The servers' programs, unpacked from the jars on the class path: the same ones that the gateway
/// starts when it is tried out.
///
/// @param folder where to
record Programs(Path folder) {
    /// The folder that has `bin/postgres`.
    Path postgres() throws IOException {
        var target = folder.resolve("postgres");
        if (Files.isDirectory(target)) {
            return target;
        }
        var machine = System.getProperty("os.arch");
        try (var packed = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary("Linux", machine)) {
            if (packed == null) {
                throw new FileNotFoundException("no PostgreSQL for Linux on " + machine);
            }
            unpack(
                    new TarArchiveInputStream(
                            new XZCompressorInputStream(new BufferedInputStream(packed))),
                    target);
        }
        return target;
    }

    /// The server's program itself.
    Path redis() throws IOException {
        var target = folder.resolve("redis-server");
        if (!Files.exists(target)) {
            Files.createDirectories(folder);
            Files.copy(
                    RedisExecProvider.defaultProvider().get().toPath(),
                    target,
                    StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return target;
    }

    private static void unpack(TarArchiveInputStream archive, Path target) throws IOException {
        for (var entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
            unpack(archive, entry, target.resolve(entry.getName()).normalize());
        }
    }

    private static void unpack(TarArchiveInputStream archive, TarArchiveEntry entry, Path target)
            throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(archive, target);
        boolean executable = (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(
                target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }
}
