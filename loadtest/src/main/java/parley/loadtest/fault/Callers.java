package parley.loadtest.fault;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import parley.loadtest.crowd.Stranger;
import parley.loadtest.websocket.WebSocketClient;

/// Connections of visitors that nobody simulates.
final class Callers {
    private Callers() {}

    /// Dials and upgrades.
    ///
    /// @param port of a node's visitor listener, or of a proxy before it
    static WebSocketClient dialled(Stranger visitor, int port, Duration within) throws IOException {
        var address = URI.create("ws://127.0.0.1:" + port + visitor.path());
        return WebSocketClient.dial(address, visitor.origin(), within);
    }

    /// The same, up to `ready`.
    static WebSocketClient greeted(Stranger visitor, int port, Duration within)
            throws IOException, InterruptedException {
        var socket = dialled(visitor, port, within);
        var _ = socket.next(within);
        socket.send(visitor.connect());
        var _ = socket.next(within);
        return socket;
    }
}
