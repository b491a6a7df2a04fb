package parley.loadtest.fault;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import parley.loadtest.cluster.Node;
import parley.loadtest.crowd.Stranger;
import parley.loadtest.websocket.Received;
import parley.loadtest.websocket.WebSocketClient;
import parley.protocol.frame.Decoded;
import parley.protocol.frame.FrameDecoder;
import parley.protocol.frame.ServerFrame;

/// A visitor who was here, missed much, and comes back for it. Confined to one thread at a time,
/// but for what the connection takes.
///
/// @param visitor who it is to the gateway
/// @param conversation that goes on without it
record Absentee(Node node, Stranger self, @Nullable String token, UUID visitor, UUID conversation) {
    private static final Duration WITHIN = Duration.ofSeconds(10);

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

    /// Comes back with nothing; whoever is turned away tries again.
    ///
    /// @return whether it got every entry once, in order
    boolean catchesUp(String epoch, int entries, long until) throws InterruptedException {
        while (System.nanoTime() < until) {
            try (var socket = WebSocketClient.dial(address(node, self), self.origin(), WITHIN)) {
                socket.send(self.resume(token, conversation, 0, epoch));
                if (receives(socket, entries)) {
                    return true;
                }
            } catch (IOException _) {
                // Turned away, or cut: the time that is left decides.
            }
            Thread.sleep(500);
        }
        return false;
    }

    private boolean receives(WebSocketClient socket, int entries) throws InterruptedException {
        var decoder = FrameDecoder.ofServer();
        long have = 0;
        while (socket.next(WITHIN) instanceof Received.Text(var text)) {
            if (!(decoder.decode(text.getBytes(StandardCharsets.UTF_8))
                    instanceof Decoded.Frame<ServerFrame>(var frame))) {
                return false;
            }
            if (frame instanceof ServerFrame.Logged entry && entry.seq() != ++have) {
                return false;
            }
            if (frame instanceof ServerFrame.Live) {
                return have == entries;
            }
        }
        return false;
    }

    private static URI address(Node node, Stranger self) {
        return URI.create("ws://127.0.0.1:" + node.visitorAddress().getPort() + self.path());
    }
}
