package parley.gateway.app.embedded;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// The folder in which the embedded servers keep everything, and the two things that processes
/// sharing it agree by: a lock, and the list of who uses it.
///
/// - `lock`: a symbolic link whose target is the holder's pid. Made and read in one step each, by
///   Java and by the companion's shell alike; a lock whose holder is dead is taken over.
/// - `users/<pid>.<n>`: one empty file per process that uses the servers.
///
/// @param home absolute; created on demand
/// @param binaries where the servers' programs are unpacked; may be shared between folders
/// @param keepsData whether the data survives the last user; tests throw it away
public record ServerFolder(Path home, Path binaries, boolean keepsData) {
    private static final Duration LOCK_PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOCK_POLL = Duration.ofMillis(100);

    public ServerFolder {
        home = home.toAbsolutePath().normalize();
        binaries = binaries.toAbsolutePath().normalize();
    }

    /// A folder that is kept, with everything inside.
    public static ServerFolder kept(Path home) {
        return new ServerFolder(home, home.resolve("bin"), true);
    }

    /// A folder that is deleted when its last user is gone.
    public static ServerFolder thrownAway(Path home, Path binaries) {
        return new ServerFolder(home, binaries, false);
    }

    Path postgresData() {
        return home.resolve("postgres").resolve("data");
    }

    Path redisHome() {
        return home.resolve("redis");
    }

    Path users() {
        return home.resolve("users");
    }

    /// Waits until no other process starts or stops servers here.
    Lock lock() throws IOException {
        Files.createDirectories(users());
        var lock = home.resolve("lock");
        var me = Path.of(Long.toString(ProcessHandle.current().pid()));
        var giveUp = System.nanoTime() + LOCK_PATIENCE.toNanos();
        while (true) {
            try {
                Files.createSymbolicLink(lock, me);
                return new Lock(lock);
            } catch (FileAlreadyExistsException _) {
                if (holderIsDead(lock)) {
                    Files.deleteIfExists(lock);
                } else if (System.nanoTime() > giveUp) {
                    throw new EmbeddedFailure(
                            "another process has held " + lock + " for " + LOCK_PATIENCE);
                } else {
                    LockSupport.parkNanos(LOCK_POLL.toNanos());
                }
            }
        }
    }

    /// Drops users that were killed together with their companion.
    void forgetTheDead() throws IOException {
        try (var users = Files.newDirectoryStream(users())) {
            for (var user : users) {
                if (!alive(user.getFileName().toString().replaceFirst("\\..*", ""))) {
                    Files.deleteIfExists(user);
                }
            }
        }
    }

    private static boolean holderIsDead(Path lock) throws IOException {
        try {
            return !alive(Files.readSymbolicLink(lock).toString());
        } catch (NoSuchFileException _) {
            return false; // released this moment
        }
    }

    private static boolean alive(String pid) {
        return ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false);
    }

    /// Held until closed.
    record Lock(Path link) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            Files.deleteIfExists(link);
        }
    }
}
