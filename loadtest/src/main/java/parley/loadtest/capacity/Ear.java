package parley.loadtest.capacity;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.HdrHistogram.ConcurrentHistogram;
import org.jspecify.annotations.Nullable;
import parley.loadtest.websocket.Received;
import parley.loadtest.websocket.WebSocketClient;
import parley.protocol.frame.AgentFrame;
import parley.protocol.frame.FrameEncoder;
import parley.protocol.value.ConversationId;

/// An agent who watches conversations and measures when each message arrives, from when it was due.
final class Ear implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(50);
    private static final Duration DIAL_WITHIN = Duration.ofSeconds(10);
    private static final Pattern DUE = Pattern.compile("\"body\":\"due=(\\d+) ");

    private final FrameEncoder encoder = new FrameEncoder();
    private final ConcurrentLinkedQueue<ConversationId> toWatch = new ConcurrentLinkedQueue<>();
    private final WebSocketClient socket;
    private final ConcurrentHistogram micros;
    private final LongSupplier clock;
    private boolean ready;
    private volatile boolean closed;
    private volatile @Nullable String problem;

    private Ear(WebSocketClient socket, ConcurrentHistogram micros, LongSupplier clock) {
        this.socket = socket;
        this.micros = micros;
        this.clock = clock;
    }

    /// @param micros where to record; concurrent
    /// @param clock of the due times
    static Ear open(URI agents, String token, ConcurrentHistogram micros, LongSupplier clock)
            throws IOException {
        var socket = WebSocketClient.dial(agents.resolve("/v1/agent"), null, DIAL_WITHIN);
        var ear = new Ear(socket, micros, clock);
        socket.send(
                ear.encoder.encode(new AgentFrame.Connect(1, token, List.of(), List.of(), null)));
        Thread.ofVirtual().name("ear").start(ear::listen);
        return ear;
    }

    void watch(String conversation) {
        toWatch.add(ConversationId.of(conversation));
    }

    @Nullable String problem() {
        return problem;
    }

    private void listen() {
        try {
            long pingAt = clock.getAsLong();
            while (!closed) {
                for (var next = ready ? toWatch.poll() : null;
                        next != null;
                        next = toWatch.poll()) {
                    socket.send(encoder.encode(new AgentFrame.Watch(next, 0, 0, null)));
                }
                switch (socket.next(TICK)) {
                    case null -> {}
                    case Received.Text(var text) -> heard(text);
                    case Received.Closed(int code, var reason) -> {
                        problem = "closed with " + code + " " + reason;
                        return;
                    }
                }
                if (ready && clock.getAsLong() > pingAt) {
                    pingAt = clock.getAsLong() + 10_000_000;
                    socket.send(encoder.encode(new AgentFrame.Ping(pingAt, Map.of())));
                }
            }
        } catch (IOException e) {
            problem = closed ? null : String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void heard(String text) {
        if (text.startsWith("{\"type\":\"entry\"")) {
            var due = DUE.matcher(text);
            if (due.find()) {
                micros.recordValue(Math.max(0, clock.getAsLong() - Long.parseLong(due.group(1))));
            }
        } else if (text.startsWith("{\"type\":\"ready\"")) {
            ready = true;
        } else if (text.startsWith("{\"type\":\"error\"")) {
            problem = text;
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        socket.close();
    }
}
