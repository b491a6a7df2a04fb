package parley.loadtest.chaos;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/// One client's connection through the proxy: two sockets and a pump each way.
final class Link {
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Socket client;
    private final Socket server;
    private final LongUnaryOperator jitter;
    private final Consumer<Link> gone;
    private final AtomicInteger open = new AtomicInteger(2);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile boolean stranded;

    /// @param jitter draws nanoseconds below its argument
    /// @param gone called once, when both directions have ended
    Link(Socket client, Socket server, LongUnaryOperator jitter, Consumer<Link> gone) {
        this.client = client;
        this.server = server;
        this.jitter = jitter;
        this.gone = gone;
    }

    /// Starts both directions.
    void pump(Supplier<Weather> toServer, Supplier<Weather> toClient) {
        Thread.ofVirtual().name("chaos-up").start(() -> run(client, server, toServer));
        Thread.ofVirtual().name("chaos-down").start(() -> run(server, client, toClient));
    }

    /// Lets held bytes look at the weather again.
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Swallows everything from now on. The end of either side is the end of both, so that what is
    /// given up is seen.
    void strand() {
        stranded = true;
    }

    boolean stranded() {
        return stranded;
    }

    /// Ends both sides with RST.
    void reset() {
        abort(client);
        abort(server);
        wake();
    }

    /// Ends a socket with RST: linger 0 makes close discard and reset.
    static void abort(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // Already gone, which is what was wanted.
        }
    }

    private void run(Socket from, Socket to, Supplier<Weather> weather) {
        var buffer = new byte[BUFFER_BYTES];
        try {
            for (int n = from.getInputStream().read(buffer);
                    n >= 0;
                    n = from.getInputStream().read(buffer)) {
                pass(buffer, n, to, weather);
            }
            if (stranded) {
                reset();
            } else {
                to.shutdownOutput();
            }
        } catch (IOException e) {
            reset(); // one side broke: so does the other, as if there were no proxy
        } finally {
            if (open.decrementAndGet() == 0) {
                abortQuietlyClosed();
                gone.accept(this);
            }
        }
    }

    private void pass(byte[] buffer, int length, Socket to, Supplier<Weather> weather)
            throws IOException {
        awaitRelease(to, weather);
        var now = weather.get();
        if (now.blackHole() || stranded) {
            return;
        }
        pause(now.delay().toNanos() + jitter.applyAsLong(now.jitter().toNanos()));
        for (int at = 0; at < length; at += now.pieceBytes()) {
            int piece = Math.min(now.pieceBytes(), length - at);
            to.getOutputStream().write(buffer, at, piece);
            to.getOutputStream().flush();
            if (now.bytesPerSecond() > 0) {
                pause((long) (piece * NANOS_PER_SECOND / now.bytesPerSecond()));
            }
        }
    }

    private void awaitRelease(Socket to, Supplier<Weather> weather) {
        lock.lock();
        try {
            while (weather.get().hold() && !to.isClosed()) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void abortQuietlyClosed() {
        try {
            client.close();
            server.close();
        } catch (IOException e) {
            // Both directions have ended: nothing is left to lose.
        }
    }

    private static void pause(long nanos) {
        long until = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
