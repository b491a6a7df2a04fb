package parley.loadtest.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;

/// A limit of the kernel for processes of ours (control groups, version 1).
public final class ControlGroup implements AutoCloseable {
    private static final Path ALL = Path.of("/sys/fs/cgroup");
    private static final String MEMBERS = "cgroup.procs";
    private static final int PERIOD_MICROS = 100_000;

    private final Path folder;

    private ControlGroup(Path folder) {
        this.folder = folder;
    }

    /// Why there can be none of a kind; empty if there can.
    ///
    /// @param kind `cpu` or `memory`
    public static String obstacle(String kind) {
        var root = ALL.resolve(kind);
        return Files.isWritable(root.resolve(MEMBERS))
                ? ""
                : "no control group of version 1 can be made in " + root;
    }

    /// Lets its members use so much of one processor.
    public static ControlGroup ofProcessor(double share) throws IOException {
        var group = make("cpu");
        group.set("cpu.cfs_period_us", PERIOD_MICROS);
        group.set("cpu.cfs_quota_us", (long) (share * PERIOD_MICROS));
        return group;
    }

    /// Lets its members use so much memory; the kernel kills who needs more.
    public static ControlGroup ofMemory(long bytes) throws IOException {
        var group = make("memory");
        group.set("memory.limit_in_bytes", bytes);
        return group;
    }

    private static ControlGroup make(String kind) throws IOException {
        return new ControlGroup(
                Files.createDirectory(ALL.resolve(kind).resolve("parley-" + UUID.randomUUID())));
    }

    private void set(String name, long value) throws IOException {
        Files.writeString(folder.resolve(name), Long.toString(value));
    }

    void take(long pid) throws IOException {
        set(MEMBERS, pid);
    }

    /// Lets its members go.
    @Override
    public void close() throws IOException {
        var root = folder.resolveSibling(MEMBERS);
        try (Stream<String> members = Files.lines(folder.resolve(MEMBERS))) {
            for (var member : members.toList()) {
                Files.writeString(root, member);
            }
        }
        Files.delete(folder);
    }
}
