package parley.loadtest.capacity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the gateway's processes use, as Linux and their JVM tell it.
///
/// @param pids processes of this machine
record Gateways(List<Long> pids) {
    private static final long TICKS_PER_SECOND = 100;

    /// @param cpuSeconds user and system time so far
    /// @param rssBytes resident memory
    record Use(double cpuSeconds, long rssBytes) {
        double cpuSince(Use earlier) {
            return cpuSeconds - earlier.cpuSeconds;
        }
    }

    /// @param bytes of all live objects
    /// @param objects how many
    record Heap(long bytes, long objects) {}

    Use use() throws IOException {
        long ticks = 0;
        long kilobytes = 0;
        for (long pid : pids) {
            var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
            for (var line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
                if (line.startsWith("VmRSS:")) {
                    kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        }
        return new Use((double) ticks / TICKS_PER_SECOND, kilobytes << 10);
    }

    /// Live objects after two collections.
    Heap heap() throws IOException, InterruptedException {
        long bytes = 0;
        long objects = 0;
        for (long pid : pids) {
            var _ = jcmd(pid, "GC.run");
            for (var line : jcmd(pid, "GC.class_histogram").lines().toList()) {
                var words = line.strip().split("\\s+", -1);
                if (words[0].equals("Total")) {
                    objects += Long.parseLong(words[1]);
                    bytes += Long.parseLong(words[2]);
                }
            }
        }
        return new Heap(bytes, objects);
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
