package parley.loadtest.capacity;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// A process of widgets, which is [Capacity], and the rows that it tells. Any thread.
final class Harness implements AutoCloseable {
    private static final Pattern PROGRESS = Pattern.compile(" *\\d+ (s:|live,).*");
    private static final Pattern P99 = Pattern.compile("p99 ([0-9.]+) ");

    private final String name;
    private final Process process;
    private final List<String> rows = new ArrayList<>();
    private boolean over;

    private Harness(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /// @param folder it works in: made, if need be
    /// @param words its options
    /// @param progress told each of its rows
    static Harness start(String name, Path folder, List<String> words, Consumer<String> progress)
            throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:+UseSerialGC",
                        "-Xmx200m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Capacity.class.getName()));
        command.addAll(words);
        var process =
                new ProcessBuilder(command)
                        .directory(Files.createDirectories(folder).toFile())
                        .redirectErrorStream(true)
                        .start();
        var harness = new Harness(name, process);
        Thread.ofVirtual().name(name).start(() -> harness.listen(progress));
        return harness;
    }

    private void listen(Consumer<String> progress) {
        try (var out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = out.readLine(); line != null; line = out.readLine()) {
                if (!PROGRESS.matcher(line).matches()) {
                    progress.accept(name + ": " + line);
                    told(line);
                }
            }
        } catch (IOException e) {
            progress.accept(name + " is not heard any more: " + e);
        } finally {
            ended();
        }
    }

    private synchronized void told(String row) {
        rows.add(row);
        notifyAll();
    }

    private synchronized void ended() {
        over = true;
        notifyAll();
    }

    /// Waits for as many rows that begin so.
    ///
    /// @return the last of them, without its beginning
    /// @throws IOException if the process ends before, or it takes too long
    synchronized String await(String beginning, int times, Duration within)
            throws IOException, InterruptedException {
        long until = System.nanoTime() + within.toNanos();
        while (count(beginning) < times) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (over || left <= 0) {
                throw new IOException(
                        "%s %s without '%s'; its last words: %s"
                                .formatted(
                                        name,
                                        over ? "ended" : "was " + within,
                                        beginning,
                                        rows.isEmpty() ? "none" : rows.getLast()));
            }
            wait(left);
        }
        return rows.stream()
                .filter(it -> it.startsWith(beginning))
                .skip(times - 1L)
                .findFirst()
                .map(it -> it.substring(beginning.length()).strip())
                .orElseThrow();
    }

    private long count(String beginning) {
        return rows.stream().filter(it -> it.startsWith(beginning)).count();
    }

    /// Waits for its end.
    ///
    /// @return whether nothing was lost
    boolean ends(Duration within) throws IOException, InterruptedException {
        if (!process.waitFor(within)) {
            throw new IOException(name + " does not end");
        }
        return process.exitValue() == 0;
    }

    /// The p99 of a row, in milliseconds.
    static double p99(String row) {
        var figure = P99.matcher(row);
        if (!figure.find()) {
            throw new IllegalArgumentException("no p99: " + row);
        }
        return Double.parseDouble(figure.group(1));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
