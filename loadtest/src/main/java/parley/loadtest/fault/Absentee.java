package parley.loadtest.fault;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import parley.loadtest.cluster.Node;
import parley.loadtest.crowd.Stranger;
import parley.loadtest.websocket.Received;
import parley.loadtest.websocket.WebSocketClient;
import parley.protocol.frame.ClientFrame;
import parley.protocol.frame.Decoded;
import parley.protocol.frame.FrameDecoder;
import parley.protocol.frame.FrameEncoder;
import parley.protocol.frame.ServerFrame;

/// A visitor who was here, missed much, and comes back for it. Confined to one thread at a time,
/// but for what the connection takes.
///
/// @param visitor who it is to the gateway
/// @param conversation that goes on without it
record Absentee(Node node, Stranger self, @Nullable String token, UUID visitor, UUID conversation) {
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);
    private static final Duration BACKOFF = Duration.ofMillis(500);

    /// Connects for the first time, and leaves.
    static Absentee of(Node node, Stranger self) throws IOException, InterruptedException {
        try (var socket = WebSocketClient.dial(address(node, self), self.origin(), WITHIN)) {
            socket.send(self.connect());
            var decoder = FrameDecoder.ofServer();
            while (socket.next(WITHIN) instanceof Received.Text(var text)) {
                if (decoder.decode(text.getBytes(StandardCharsets.UTF_8))
                        instanceof Decoded.Frame<ServerFrame>(ServerFrame.Ready ready)) {
                    var visitor = UUID.fromString(ready.visitor().toString());
                    return new Absentee(node, self, ready.token(), visitor, UUID.randomUUID());
                }
            }
            throw new IOException("a visitor was not let in");
        }
    }

    /// Comes back with nothing, and after each interruption with what it got until then.
    ///
    /// @return whether it got every entry once, in order
    boolean catchesUp(String epoch, int entries, long until) throws InterruptedException {
        long have = 0;
        while (have < entries && System.nanoTime() < until) {
            try (var socket = WebSocketClient.dial(address(node, self), self.origin(), WITHIN)) {
                socket.send(self.resume(token, conversation, have, epoch));
                have = receive(socket, have, entries, until);
            } catch (IOException _) {
                // Turned away, or cut: the time that is left decides.
            }
            Thread.sleep(BACKOFF);
        }
        return have == entries;
    }

    /// Takes entries until there are enough or the connection ends.
    ///
    /// @return the last seq without a gap before it; more than there are if one came twice
    private static long receive(WebSocketClient socket, long have, int entries, long until)
            throws IOException, InterruptedException {
        var decoder = FrameDecoder.ofServer();
        var ping = new FrameEncoder().encode(new ClientFrame.Ping(1, Map.of()));
        long held = have;
        long pingAt = System.nanoTime();
        while (held < entries && System.nanoTime() < until) {
            if (System.nanoTime() > pingAt) {
                socket.send(ping);
                pingAt = System.nanoTime() + HEARTBEAT.toNanos();
            }
            var came = socket.next(HEARTBEAT);
            if (came instanceof Received.Closed) {
                return held;
            }
            if (came instanceof Received.Text(var text)
                    && decoder.decode(text.getBytes(StandardCharsets.UTF_8))
                            instanceof Decoded.Frame<ServerFrame>(ServerFrame.Logged entry)) {
                held = entry.seq() == held + 1 ? entry.seq() : Long.MAX_VALUE;
            }
        }
        return held;
    }

    private static URI address(Node node, Stranger self) {
        return URI.create("ws://127.0.0.1:" + node.visitorAddress().getPort() + self.path());
    }
}
