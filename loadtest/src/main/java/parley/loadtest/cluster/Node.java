package parley.loadtest.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import parley.loadtest.chaos.ChaosProxy;
import parley.loadtest.chaos.EventShim;
import parley.loadtest.chaos.Weather;

/// One gateway process, and the proxies on its links. It keeps its ports when it is started again.
/// Confined to the thread that injects faults, but for what only asks.
public final class Node {
    private static final String MAIN = "parley.gateway.app.Main";
    private static final int MIGRATED_SECONDS = 90;

    private final int number;
    private final Path folder;
    private final Map<String, String> environment;
    private final Ports ports;
    private final Links links;
    private Launch launch = Launch.current();
    private Path log;
    private volatile @Nullable Process process;

    /// Where it listens.
    record Ports(int visitor, int agent, int ops) {
        static Ports free() throws IOException {
            return new Ports(Processes.freePort(), Processes.freePort(), Processes.freePort());
        }
    }

    /// The proxies on every link of one node.
    ///
    /// @param visitors from visitors to it
    /// @param agents from agents to it
    /// @param postgres from it to PostgreSQL
    /// @param redis from it to Redis
    /// @param events what comes of its subscriptions
    public record Links(
            ChaosProxy visitors,
            ChaosProxy agents,
            ChaosProxy postgres,
            ChaosProxy redis,
            EventShim events) {
        /// Sets what its clients go through, both ways.
        public void weatherOfClients(Weather weather) {
            for (var line : List.of(visitors, agents)) {
                line.towardsTarget(weather);
                line.towardsClient(weather);
            }
        }

        void close() {
            visitors.close();
            agents.close();
            postgres.close();
            redis.close();
            events.close();
        }
    }

    Node(int number, Path folder, Map<String, String> environment, Ports ports, Links links)
            throws IOException {
        this.number = number;
        this.folder = Files.createDirectories(folder);
        this.log = folder.resolve("node.log");
        this.environment = Map.copyOf(environment);
        this.ports = ports;
        this.links = links;
    }

    /// From 0.
    public int number() {
        return number;
    }

    public Links links() {
        return links;
    }

    int opsPort() {
        return ports.ops();
    }

    /// Where visitors connect without a proxy, for a line of its own that no other client shares.
    public InetSocketAddress visitorAddress() {
        return Processes.at(ports.visitor());
    }

    /// Where agents connect without a proxy.
    public InetSocketAddress agentAddress() {
        return Processes.at(ports.agent());
    }

    /// How it is started.
    public Launch launch() {
        return launch;
    }

    /// How it is started from the next time on.
    public void launch(Launch next) {
        launch = next;
    }

    /// Starts the process; it is ready when [Readiness] says so.
    public void start() throws IOException {
        process = run(launch, "--end-with-parent");
    }

    /// Brings the schema up to date with the release that this harness was built with; serves
    /// nothing, and leaves the process that serves alone.
    public void migrate() throws IOException, InterruptedException {
        var migration = run(Launch.current(), "--migrate");
        if (!migration.waitFor(MIGRATED_SECONDS, TimeUnit.SECONDS) || migration.exitValue() != 0) {
            throw new IOException("the schema cannot be migrated, see " + log());
        }
    }

    private Process run(Launch how, String argument) throws IOException {
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(
                List.of(
                        "-Xmx256m",
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        words.addAll(how.flags());
        words.addAll(List.of("-cp", how.classPath(), MAIN, argument));
        var builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().keySet().removeIf(it -> it.startsWith("PARLEY_"));
        builder.environment().putAll(environment);
        builder.environment().putAll(how.environment());
        return builder.directory(folder.toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    /// `kill -9`.
    public void kill() throws IOException, InterruptedException {
        Processes.kill(running());
    }

    /// Asks it to leave.
    public void terminate() throws IOException, InterruptedException {
        Processes.terminate(running());
    }

    /// Stops it where it stands.
    public void freeze() throws IOException, InterruptedException {
        Processes.freeze(running());
    }

    /// Ends [#freeze].
    public void thaw() throws IOException, InterruptedException {
        Processes.thaw(running());
    }

    /// Whether the process exists.
    public boolean alive() {
        var current = process;
        return current != null && current.isAlive();
    }

    /// Of the process that was started last.
    public long pid() {
        return running().pid();
    }

    /// What lives in its heap after a collection.
    public Heap heap() throws IOException, InterruptedException {
        return Heap.of(running().pid());
    }

    /// Files and sockets that it has open.
    public long descriptors() throws IOException {
        try (var open = Files.list(Path.of("/proc", Long.toString(running().pid()), "fd"))) {
            return open.count();
        }
    }

    /// The limit under which it can open so many more: descriptors are numbers, and the limit is
    /// one that no new descriptor reaches.
    public long descriptorsWith(int spare) throws IOException {
        try (var open = Files.list(Path.of("/proc", Long.toString(running().pid()), "fd"))) {
            var numbers =
                    open.map(it -> Long.valueOf(it.getFileName().toString()))
                            .collect(Collectors.toUnmodifiableSet());
            long limit = 0;
            for (int free = 0; free < spare; limit++) {
                if (!numbers.contains(limit)) {
                    free++;
                }
            }
            return limit;
        }
    }

    /// Which number its next files and sockets may not reach; none that it has is closed.
    public void limitDescriptors(long most) throws IOException, InterruptedException {
        var pid = Long.toString(running().pid());
        SmallFileSystem.run("prlimit", "--pid", pid, "--nofile=" + most + ":");
    }

    /// Processor time that it has used.
    public Duration processorTime() {
        return running().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /// Lets a control group hold it.
    public void heldBy(ControlGroup group) throws IOException {
        group.take(running().pid());
    }

    /// What it wrote.
    public Path log() {
        return log;
    }

    /// Writes there from the next start on.
    public void logTo(Path file) {
        log = file;
    }

    /// A folder of its own.
    public Path folder() {
        return folder;
    }

    private Process running() {
        var current = process;
        if (current == null) {
            throw new IllegalStateException("node " + number + " was not started");
        }
        return current;
    }
}
