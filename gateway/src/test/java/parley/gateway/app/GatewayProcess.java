package parley.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// The program as a process of its own, as its users run it.
final class GatewayProcess implements AutoCloseable {
    static final int PATIENCE_SECONDS = 90;

    final Process process;
    final List<String> said = new ArrayList<>();

    private GatewayProcess(Process process) {
        this.process = process;
    }

    static GatewayProcess start(Path folder, Map<String, String> environment, String... arguments)
            throws IOException {
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(
                List.of(
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName()));
        words.addAll(List.of(arguments));
        return run(folder, environment, words);
    }

    /// As a service manager runs it: by its script.
    static GatewayProcess service(Path folder, Map<String, String> environment) throws IOException {
        var script = Path.of("bin", "parley").toAbsolutePath();
        return run(folder, environment, List.of("/bin/sh", script.toString()));
    }

    private static GatewayProcess run(
            Path folder, Map<String, String> environment, List<String> words) throws IOException {
        var builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().keySet().removeIf(it -> it.startsWith("PARLEY_"));
        builder.environment().putAll(environment);
        return new GatewayProcess(builder.directory(folder.toFile()).start());
    }

    /// The first line that contains the words, for which it may have to wait. A process that never
    /// says them is ended, so that nobody waits for ever.
    String until(String words) throws IOException {
        for (var line : said) {
            if (line.contains(words)) {
                return line;
            }
        }
        var patience =
                CompletableFuture.runAsync(
                        process::destroyForcibly,
                        CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        try {
            return lineWith(words);
        } finally {
            patience.cancel(false);
        }
    }

    private String lineWith(String words) throws IOException {
        BufferedReader output = process.inputReader();
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            said.add(line);
            if (line.contains(words)) {
                return line;
            }
        }
        throw new AssertionError("never said '" + words + "':\n" + String.join("\n", said));
    }

    /// Waits for its end.
    int exitCode() throws IOException, InterruptedException {
        process.inputReader().lines().forEach(said::add);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    String output() {
        return String.join("\n", said);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
