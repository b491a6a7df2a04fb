package parley.gateway.app;

import java.io.IOException;
import java.net.ServerSocket;

/// Ports that must be known before anything listens on them.
final class Ports {
    private Ports() {}

    /// The wish, or some free port if that is 0.
    static int chosen(int wish) {
        if (wish != 0) {
            return wish;
        }
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new StartFailure("no free port: " + e.getMessage(), e);
        }
    }
}
