package parley.loadtest.chaos;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;

/// Stands before a Redis and treats the events of subscriptions badly: loses them, brings them
/// twice, brings two in the wrong order. Answers to commands pass untouched.
public final class EventShim implements AutoCloseable {
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int CONNECT_MILLIS = 2_000;

    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final Random random;
    private volatile Mischief mischief = Mischief.NONE;

    /// What happens to an event, each with its probability.
    ///
    /// @param drop it never comes
    /// @param repeat it comes twice
    /// @param swap it comes after the next one
    public record Mischief(double drop, double repeat, double swap) {
        /// Nothing.
        public static final Mischief NONE = new Mischief(0, 0, 0);

        /// @throws IllegalArgumentException if they are no probabilities
        public Mischief {
            if (drop < 0 || repeat < 0 || swap < 0 || drop + repeat + swap > 1) {
                throw new IllegalArgumentException(
                        "drop, repeat, swap: %s, %s, %s (expected: >= 0, together <= 1)"
                                .formatted(drop, repeat, swap));
            }
        }
    }

    private EventShim(ServerSocket listener, InetSocketAddress target, long seed) {
        this.listener = listener;
        this.target = target;
        this.random = new Random(seed);
    }

    /// Starts on a free port of 127.0.0.1.
    public static EventShim start(InetSocketAddress target, long seed) {
        try {
            var listener = new ServerSocket(0, 1024, InetAddress.getByAddress(LOOPBACK));
            var shim = new EventShim(listener, target, seed);
            Thread.ofVirtual().name("shim-accept").start(shim::accept);
            return shim;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on loopback", e);
        }
    }

    /// Where clients of the Redis connect.
    public InetSocketAddress address() {
        return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    }

    /// From the next event on.
    public void does(Mischief now) {
        mischief = now;
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the listener", e);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                Thread.ofVirtual().name("shim-up").start(() -> connect(client));
            } catch (IOException e) {
                return; // closed: the only way out
            }
        }
    }

    private void connect(Socket client) {
        try (client;
                var server = new Socket()) {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            server.connect(target, CONNECT_MILLIS);
            Thread.ofVirtual().name("shim-down").start(() -> events(server, client));
            client.getInputStream().transferTo(server.getOutputStream());
        } catch (IOException e) {
            Link.abort(client); // one side broke: so does the other
        }
    }

    private void events(Socket server, Socket client) {
        try (server;
                client) {
            var in = new Resp(new BufferedInputStream(server.getInputStream()));
            var out = client.getOutputStream();
            byte[] held = {};
            while (true) {
                var value = in.next();
                double dice = Resp.isEvent(value) ? dice() : 1;
                var now = mischief;
                if (dice < now.drop()) {
                    continue;
                }
                if (dice < now.drop() + now.swap() && held.length == 0) {
                    held = value;
                    continue;
                }
                out.write(value);
                if (dice >= now.drop() + now.swap()
                        && dice < now.drop() + now.swap() + now.repeat()) {
                    out.write(value);
                }
                out.write(held);
                out.flush();
                held = new byte[0];
            }
        } catch (IOException e) {
            Link.abort(client);
        }
    }

    private double dice() {
        synchronized (random) {
            return random.nextDouble();
        }
    }
}
