package parley.loadtest.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One Redis that keeps nothing. Confined to the thread that injects faults.
public final class RedisServer {
    private static final long START_MILLIS = 20_000;
    private static final int ANSWER_MILLIS = 2_000;

    private final Path program;
    private final Path folder;
    private final String password;
    private final int port;
    private @Nullable Process process;

    RedisServer(Path program, Path folder, String password) throws IOException {
        this.program = program;
        this.folder = Files.createDirectories(folder);
        this.password = password;
        this.port = Processes.freePort();
    }

    /// Starts, also after [#kill]; returns when it answers.
    public void start() throws IOException, InterruptedException {
        var settings =
                Files.writeString(
                        folder.resolve("redis.conf"),
                        """
                        bind 127.0.0.1
                        port %d
                        requirepass %s
                        save ""
                        appendonly no
                        """
                                .formatted(port, password));
        process =
                new ProcessBuilder(program.toString(), settings.toString())
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                        .start();
        Processes.await(START_MILLIS, "Redis does not start", this::answers);
    }

    /// `kill -9`.
    public void kill() throws IOException, InterruptedException {
        Processes.kill(running());
    }

    /// Stops it where it stands.
    public void freeze() throws IOException, InterruptedException {
        Processes.freeze(running());
    }

    /// Ends [#freeze].
    public void thaw() throws IOException, InterruptedException {
        Processes.thaw(running());
    }

    /// Runs one command.
    ///
    /// @return the first line of the answer: a status, a number, or how many elements follow
    public String command(String... words) throws IOException {
        return ask(words).getFirst();
    }

    /// The lines of an answer: one, and where it is a list of strings a length and a string for
    /// each.
    private List<String> ask(String... words) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(Processes.at(port), ANSWER_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            var out = socket.getOutputStream();
            out.write(encoded("AUTH", password));
            out.write(encoded(words));
            out.flush();
            var in =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            var login = in.readLine();
            var answer = in.readLine();
            if (!"+OK".equals(login) || answer == null || answer.startsWith("-")) {
                throw new IOException(List.of(words) + ": " + login + ", " + answer);
            }
            var lines = new ArrayList<>(List.of(answer));
            int more = answer.startsWith("*") ? 2 * Integer.parseInt(answer.substring(1)) : 0;
            for (int line = 0; line < more; line++) {
                lines.add(Objects.requireNonNull(in.readLine(), "the answer is cut short"));
            }
            return lines;
        }
    }

    /// Channels somebody subscribes to.
    public int channels() throws IOException {
        return elements("PUBSUB", "CHANNELS") + elements("PUBSUB", "SHARDCHANNELS");
    }

    /// The names of those that are not sharded.
    public List<String> channelNames() throws IOException {
        return ask("PUBSUB", "CHANNELS").stream()
                .filter(it -> !it.startsWith("*") && !it.startsWith("$"))
                .toList();
    }

    /// Clients that were cut off because they did not read, since it was started first.
    public long overruns() throws IOException {
        try (var lines = Files.lines(log())) {
            return lines.filter(it -> it.contains("output buffer limits")).count();
        }
    }

    private Path log() {
        return folder.resolve("server.log");
    }

    private int elements(String... words) throws IOException {
        return Integer.parseInt(command(words).substring(1));
    }

    int port() {
        return port;
    }

    private boolean answers() {
        try {
            return command("PING").equals("+PONG");
        } catch (IOException _) {
            return false;
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("Redis was not started");
        }
        return process;
    }

    private static byte[] encoded(String... words) {
        var text = new StringBuilder("*" + words.length + "\r\n");
        for (var word : words) {
            text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
