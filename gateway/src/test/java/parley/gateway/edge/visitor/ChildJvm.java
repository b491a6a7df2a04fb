package parley.gateway.edge.visitor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// A server of a test in a JVM of its own, with the flags of production.
final class ChildJvm implements AutoCloseable {
    private static final String PORT = "port ";
    private static final String DIRECT = "direct ";

    private final Process process;
    private final BufferedReader out;
    private final InetSocketAddress address;

    ChildJvm(Class<?> main) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try {
            process =
                    new ProcessBuilder(
                                    java,
                                    "-XX:+UseCompactObjectHeaders",
                                    "--enable-native-access=ALL-UNNAMED",
                                    "--sun-misc-unsafe-memory-access=allow",
                                    "-Xmx512m",
                                    "-Xshare:auto",
                                    "-Dio.netty.leakDetection.level=disabled",
                                    "-cp",
                                    System.getProperty(
                                            "surefire.test.class.path",
                                            System.getProperty("java.class.path")),
                                    main.getName())
                            .redirectErrorStream(true)
                            .start();
            out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
            address = new InetSocketAddress("127.0.0.1", Integer.parseInt(line(PORT)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// For the child: says where it listens, then how much direct memory it has reserved whenever
    /// it is asked, until its input ends.
    static void announce(int port) throws IOException {
        var out = new PrintStream(System.out, true, US_ASCII);
        out.println(PORT + port);
        while (System.in.read() >= 0) {
            var metric = ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
            out.println(DIRECT + metric.usedDirectMemory());
        }
    }

    /// Bytes of direct memory that the child's buffers have reserved.
    long direct() {
        try {
            process.getOutputStream().write('?');
            process.getOutputStream().flush();
            return Long.parseLong(line(DIRECT));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    InetSocketAddress address() {
        return address;
    }

    /// Live objects by class after two collections.
    Map<String, Heap> heap() {
        jcmd("GC.run");
        var heap = new TreeMap<String, Heap>();
        jcmd("GC.class_histogram")
                .lines()
                .map(it -> it.strip().split("\\s+"))
                .filter(it -> it.length >= 4 && it[0].endsWith(":"))
                .forEach(it -> heap.put(it[3], Heap.of(it[1], it[2])));
        return heap;
    }

    /// @param objects live instances
    /// @param bytes they take
    record Heap(double objects, double bytes) {
        private static Heap of(String objects, String bytes) {
            return new Heap(Long.parseLong(objects), Long.parseLong(bytes));
        }
    }

    private String jcmd(String command) {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            var child =
                    new ProcessBuilder(jcmd, Long.toString(process.pid()), command)
                            .redirectErrorStream(true)
                            .start();
            var said = new String(child.getInputStream().readAllBytes(), UTF_8);
            if (!child.waitFor(60, TimeUnit.SECONDS) || child.exitValue() != 0) {
                throw new IllegalStateException(said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// The rest of the next line that begins so.
    private String line(String beginning) throws IOException {
        var before = new StringBuilder();
        for (var line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(beginning)) {
                return line.substring(beginning.length());
            }
            before.append(line).append('\n');
        }
        throw new IllegalStateException("the child ended: " + before);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
