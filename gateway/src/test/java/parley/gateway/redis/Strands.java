package parley.gateway.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Passes bytes between a port of its own and another one. Told so, it swallows what comes over the
/// connections that stand, as a router does that has forgotten them, and ends none.
final class Strands implements AutoCloseable {
    private static final int BUFFER = 8_192;

    private final ServerSocket listener;
    private final int to;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile int forgotten;
    private volatile int made;

    Strands(int to) throws IOException {
        this.to = to;
        this.listener = new ServerSocket(0, 100, loopback());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /// Forgets those that stand.
    void strand() {
        forgotten = made;
    }

    /// Forgets the first that was made.
    void strandTheFirst() {
        forgotten = 1;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread accepts
    private void accept() {
        while (!listener.isClosed()) {
            try {
                var near = listener.accept();
                var far = new Socket(loopback(), to);
                sockets.add(near);
                sockets.add(far);
                int number = ++made;
                Thread.ofVirtual().start(() -> pass(number, near, far));
                Thread.ofVirtual().start(() -> pass(number, far, near));
            } catch (IOException _) {
                return; // closed
            }
        }
    }

    private void pass(int number, Socket from, Socket into) {
        var buffer = new byte[BUFFER];
        try (from;
                into) {
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                if (number > forgotten) {
                    into.getOutputStream().write(buffer, 0, read);
                }
            }
        } catch (IOException _) {
            // the other direction ends the same way
        } finally {
            sockets.remove(from);
        }
    }

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByName("127.0.0.1");
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (var socket : sockets) {
            socket.close();
        }
    }
}
