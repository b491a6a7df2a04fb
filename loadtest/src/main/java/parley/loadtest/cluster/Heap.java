package parley.loadtest.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// What lives in a JVM after a collection, as its class histogram tells.
///
/// @param bytes of all live objects
/// @param objects how many
public record Heap(long bytes, long objects) {
    public static final Heap NOTHING = new Heap(0, 0);

    /// Collects, and counts what is left.
    ///
    /// @param pid of a JVM of this machine and user
    public static Heap of(long pid) throws IOException, InterruptedException {
        var _ = jcmd(pid, "GC.run");
        for (var line : jcmd(pid, "GC.class_histogram").lines().toList()) {
            var words = line.strip().split("\\s+", -1);
            if (words[0].equals("Total")) {
                return new Heap(Long.parseLong(words[2]), Long.parseLong(words[1]));
            }
        }
        throw new IOException("no total in the class histogram of " + pid);
    }

    public Heap plus(Heap other) {
        return new Heap(bytes + other.bytes, objects + other.objects);
    }

    private static String jcmd(long pid, String what) throws IOException, InterruptedException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var process =
                new ProcessBuilder(jcmd, Long.toString(pid), what)
                        .redirectErrorStream(true)
                        .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd " + pid + " " + what + ": " + output);
        }
        return output;
    }
}
