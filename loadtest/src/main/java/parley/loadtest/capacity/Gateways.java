package parley.loadtest.capacity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import parley.loadtest.cluster.Heap;

/// What the gateway's processes use, as Linux and their JVM tell it. One that ended uses no memory
/// any more; its processor time counts.
final class Gateways {
    private static final long TICKS_PER_SECOND = 100;

    private final List<Long> pids;
    private final Map<Long, Long> ticksOf = new ConcurrentHashMap<>();

    /// @param pids processes of this machine
    Gateways(List<Long> pids) {
        this.pids = List.copyOf(pids);
    }

    /// @param cpuSeconds user and system time so far
    /// @param rssBytes resident memory
    record Use(double cpuSeconds, long rssBytes) {
        double cpuSince(Use earlier) {
            return cpuSeconds - earlier.cpuSeconds;
        }
    }

    Use use() throws IOException {
        long kilobytes = 0;
        for (long pid : pids) {
            kilobytes += look(Path.of("/proc", Long.toString(pid)), pid);
        }
        long ticks = ticksOf.values().stream().mapToLong(Long::longValue).sum();
        return new Use((double) ticks / TICKS_PER_SECOND, kilobytes << 10);
    }

    /// @return resident kilobytes
    private long look(Path process, long pid) throws IOException {
        if (!Files.exists(process)) {
            return 0;
        }
        var stat = Files.readString(process.resolve("stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        ticksOf.put(pid, Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
        for (var line : Files.readAllLines(process.resolve("status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return 0; // a zombie has none
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
