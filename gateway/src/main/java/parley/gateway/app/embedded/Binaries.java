package parley.gateway.app.embedded;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import redis.embedded.RedisExecProvider;

/// The servers' programs, unpacked from the jars on the class path, once. A folder appears under
/// its final name only when it is complete, so a kill in the middle leaves nothing half-unpacked.
final class Binaries {
    private static final String POSTGRES_VERSION = "18.6.0";

    private final Path home;
    private final Consumer<String> progress;

    Binaries(ServerFolder folder, Consumer<String> progress) {
        this.home = folder.binaries();
        this.progress = progress;
    }

    /// The folder that has `bin/postgres`.
    Path postgres() throws IOException {
        var system = system();
        var machine = System.getProperty("os.arch");
        var target = home.resolve("postgres-" + POSTGRES_VERSION + "-" + system + "-" + machine);
        if (Files.isDirectory(target)) {
            return target;
        }
        progress.accept("unpacking PostgreSQL " + POSTGRES_VERSION);
        Files.createDirectories(home);
        var draft = Files.createTempDirectory(home, "unpacking-");
        try (var archive = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine)) {
            if (archive == null) {
                throw unsupported(system, machine);
            }
            unpack(archive, draft);
        }
        moveIntoPlace(draft, target);
        return target;
    }

    /// The server's program itself.
    Path redis() throws IOException {
        var target = home.resolve("redis-server-" + RedisExecProvider.redisVersion);
        if (Files.exists(target)) {
            return target;
        }
        Files.createDirectories(home);
        var draft = Files.createTempFile(home, "unpacking-", "");
        Files.copy(
                RedisExecProvider.defaultProvider().get().toPath(),
                draft,
                StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        return target;
    }

    private static String system() {
        var name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (name.startsWith("linux")) {
            return "Linux";
        }
        if (name.startsWith("mac")) {
            return "Darwin";
        }
        throw unsupported(name, System.getProperty("os.arch"));
    }

    private static EmbeddedFailure unsupported(String system, String machine) {
        return new EmbeddedFailure(
                "no embedded servers for "
                        + system
                        + " on "
                        + machine
                        + ": set database.url and redis.url");
    }

    private static void unpack(InputStream archive, Path target) throws IOException {
        try (var tar =
                new TarArchiveInputStream(
                        new XZCompressorInputStream(new BufferedInputStream(archive)))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(entry, tar, target.resolve(entry.getName()).normalize());
            }
        }
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path target)
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
        Files.copy(content, target);
        var executable = (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(
                target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }

    private static void moveIntoPlace(Path draft, Path target) throws IOException {
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwxr-xr-x"));
        try {
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(target)) {
                throw e;
            }
            deleteTree(draft); // another process was quicker
        }
    }

    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (var files = Files.walk(root)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
