package parley.loadtest.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// What can be done to a process and its children from outside.
final class Processes {
    private static final long POLL_MILLIS = 20;

    private Processes() {}

    /// A condition that may fail on the way.
    interface Condition {
        boolean holds() throws IOException;
    }

    /// Stops a process and its children where they stand.
    static void freeze(Process process) throws IOException, InterruptedException {
        signal("STOP", family(process));
    }

    /// Lets them go on, the children first.
    static void thaw(Process process) throws IOException, InterruptedException {
        signal("CONT", family(process).reversed());
    }

    /// Asks a process to end.
    static void terminate(Process process) throws IOException, InterruptedException {
        signal("TERM", List.of(process.toHandle()));
    }

    /// Asks a process to end at once, in order.
    static void interrupt(Process process) throws IOException, InterruptedException {
        signal("INT", List.of(process.toHandle()));
    }

    /// `kill -9` to a process and its children at once; returns when all are gone.
    static void kill(Process process) throws IOException, InterruptedException {
        var family = family(process);
        signal("KILL", family);
        await(
                10_000,
                "killed processes do not go",
                () -> family.stream().noneMatch(ProcessHandle::isAlive));
    }

    private static List<ProcessHandle> family(Process process) {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    }

    private static void signal(String name, List<ProcessHandle> whom)
            throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of("kill", "-" + name));
        whom.forEach(it -> words.add(Long.toString(it.pid())));
        var kill = new ProcessBuilder(words).redirectErrorStream(true).start();
        kill.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        if (!kill.waitFor(10, TimeUnit.SECONDS)) {
            throw new IOException("kill does not end");
        }
    }

    /// Waits for a fact.
    ///
    /// @param otherwise what is said if it does not come true in time
    static void await(long millis, String otherwise, BooleanSupplier fact)
            throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!fact.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new IOException(otherwise);
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /// A port of 127.0.0.1 that nobody had a moment ago.
    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, loopback())) {
            return socket.getLocalPort();
        }
    }

    static InetSocketAddress at(int port) {
        return new InetSocketAddress(loopback(), port);
    }

    static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("an address needs no look-up", e);
        }
    }
}
