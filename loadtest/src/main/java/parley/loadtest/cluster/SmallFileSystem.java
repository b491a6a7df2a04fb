package parley.loadtest.cluster;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A file system that can be full: in memory, of a limited size, mounted for this. [Guard] unmounts
/// what is left of a harness that was killed.
public final class SmallFileSystem implements AutoCloseable {
    private static final int MEBIBYTE = 1024 * 1024;

    private final Path folder;

    private SmallFileSystem(Path folder) {
        this.folder = folder;
    }

    /// Why there can be none here; empty if there can.
    public static String obstacle() {
        try {
            var trial = Files.createTempDirectory("parley-mount-");
            try (var _ = mounted(trial, MEBIBYTE)) {
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

    /// Mounts one over a folder, which is made if it is not there.
    public static SmallFileSystem mounted(Path folder, long bytes)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        run("mount", "-t", "tmpfs", "-o", "mode=0700,size=" + bytes, "tmpfs", folder.toString());
        return new SmallFileSystem(folder);
    }

    public Path folder() {
        return folder;
    }

    /// Takes all that is left.
    public void fill() throws IOException {
        try (var filler = new FileOutputStream(filler().toFile())) {
            while (Files.getFileStore(folder).getUsableSpace() > 0) {
                filler.write(new byte[4096]);
            }
        } catch (IOException e) {
            if (Files.getFileStore(folder).getUsableSpace() > 0) {
                throw e; // else somebody was quicker with the last bytes
            }
        }
    }

    /// Gives back what [#fill] took.
    public void free() throws IOException {
        Files.delete(filler());
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    /// Unmounts it; nobody may use it any more.
    @Override
    public void close() throws IOException {
        try {
            run("umount", folder.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the guard unmounts it
        }
    }

    static void run(String... words) throws IOException, InterruptedException {
        var process = new ProcessBuilder(words).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(String.join(" ", words) + ": " + said.strip());
        }
    }
}
