package parley.gateway.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// Passes bytes between a port of its own and another one, or holds them all: a server that is
/// there and does not answer. Held and released by one thread.
final class HeldRelay implements AutoCloseable {
    private static final int BUFFER = 8_192;

    private final ServerSocket listener;
    private final int to;
    private final ReadWriteLock passing = new ReentrantReadWriteLock(true);
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private boolean held;

    HeldRelay(int to) throws IOException {
        this.to = to;
        this.listener = new ServerSocket(0, 100, loopback());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /// No byte passes from now on.
    void hold() {
        passing.writeLock().lock();
        held = true;
    }

    /// Everything passes again, what was held first.
    void release() {
        if (held) {
            held = false;
            passing.writeLock().unlock();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var near = listener.accept();
                var far = new Socket(loopback(), to);
                sockets.add(near);
                sockets.add(far);
                Thread.ofVirtual().start(() -> pass(near, far));
                Thread.ofVirtual().start(() -> pass(far, near));
            } catch (IOException _) {
                return; // closed
            }
        }
    }

    private void pass(Socket from, Socket into) {
        var buffer = new byte[BUFFER];
        try (from;
                into) {
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                passing.readLock().lock();
                try {
                    into.getOutputStream().write(buffer, 0, read);
                } finally {
                    passing.readLock().unlock();
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
        release();
        listener.close();
        for (var socket : sockets) {
            socket.close();
        }
    }
}
