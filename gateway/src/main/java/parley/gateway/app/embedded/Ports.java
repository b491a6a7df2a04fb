package parley.gateway.app.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/// Ports of servers that are chosen when they start and found again by others through a file.
final class Ports {
    private Ports() {}

    /// A free port of the loopback address; the wish if it is still free. Another process may take
    /// it before the server does: the caller tries again.
    static int free(int wish) throws IOException {
        if (wish > 0) {
            try (var socket = new ServerSocket(wish, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException _) {
                return free(0);
            }
        }
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// @return 0 if the file is absent or holds no port
    static int read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        var text = Files.readString(file).strip();
        return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
    }

    static void write(Path file, int port) throws IOException {
        Files.writeString(file, port + "\n");
    }
}
