package parley.loadtest.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A TCP proxy on loopback whose links misbehave on demand. One virtual thread per direction of a
/// link; a link holds at most one 16 KiB buffer each way, so a reader that stops is felt by the
/// writer, as on a real wire.
public final class ChaosProxy implements AutoCloseable {
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final ServerSocket listener;
    private final Random random;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private volatile Weather toTarget = Weather.CLEAR;
    private volatile Weather toClient = Weather.CLEAR;
    private volatile boolean refusing;
    private volatile InetSocketAddress target;

    private ChaosProxy(ServerSocket listener, InetSocketAddress target, long seed) {
        this.listener = listener;
        this.target = target;
        this.random = new Random(seed);
    }

    /// Starts a proxy on a free port of 127.0.0.1.
    ///
    /// @param seed of the jitter
    public static ChaosProxy start(InetSocketAddress target, long seed) {
        try {
            var listener = new ServerSocket(0, 1024, InetAddress.getByAddress(LOOPBACK));
            var proxy = new ChaosProxy(listener, target, seed);
            Thread.ofVirtual().name("chaos-accept").start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on loopback", e);
        }
    }

    /// Where clients connect.
    public int port() {
        return listener.getLocalPort();
    }

    /// Links that stand now.
    public int links() {
        return links.size();
    }

    /// Sets the weather from clients to the target.
    public void towardsTarget(Weather weather) {
        toTarget = weather;
        links.forEach(Link::wake);
    }

    /// Sets the weather from the target to clients.
    public void towardsClient(Weather weather) {
        toClient = weather;
        links.forEach(Link::wake);
    }

    /// Resets new connections at once (`true`), or takes them again.
    public void refuse(boolean refusing) {
        this.refusing = refusing;
    }

    /// New links lead there; those that stand stay where they are until they are cut.
    public void retarget(InetSocketAddress target) {
        this.target = target;
    }

    /// Cuts every link with RST on both sides.
    ///
    /// @return how many
    public int resetAll() {
        int cut = 0;
        for (var link : links) {
            link.reset();
            cut++;
        }
        return cut;
    }

    /// Lets every link that stands now swallow everything, both ways, for as long as it stands: its
    /// ends are not told. New links work.
    ///
    /// @return how many
    public int strandAll() {
        int stranded = 0;
        for (var link : links) {
            link.strand();
            stranded++;
        }
        return stranded;
    }

    /// Stranded links that nobody has given up yet.
    public int stranded() {
        return (int) links.stream().filter(Link::stranded).count();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the listener", e);
        } finally {
            var _ = resetAll();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            Socket client;
            try {
                client = listener.accept();
            } catch (IOException e) {
                return; // closed: the only way out
            }
            if (refusing) {
                Link.abort(client);
            } else {
                Thread.ofVirtual().name("chaos-connect").start(() -> connect(client));
            }
        }
    }

    private void connect(Socket client) {
        var server = new Socket();
        try {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            server.connect(target, 2_000);
        } catch (IOException e) {
            Link.abort(client); // the target is down: the client sees what it would see without us
            return;
        }
        var link = new Link(client, server, this::jitterNanos, links::remove);
        links.add(link);
        link.pump(() -> toTarget, () -> toClient);
    }

    private long jitterNanos(long bound) {
        synchronized (random) {
            return bound == 0 ? 0 : random.nextLong(bound);
        }
    }
}
