package parley.loadtest.capacity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import parley.loadtest.cluster.Heap;

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

    /// Live objects after a collection, of all together.
    Heap heap() throws IOException, InterruptedException {
        var all = Heap.NOTHING;
        for (long pid : pids) {
            all = all.plus(Heap.of(pid));
        }
        return all;
    }
}
