package parley.loadtest.exchange;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import parley.loadtest.websocket.WebSocketClient;

/// One person at one end: dials, talks, is cut off, dials again, until everything is said and held.
/// Confined to one thread.
final class Peer {
    private static final Duration DIAL_WITHIN = Duration.ofSeconds(5);
    private static final int MAX_PAUSE_MILLIS = 2_000;
    private static final int FIRST_PAUSE_MILLIS = 50;

    private final Side side;
    private final Sends sends;
    private final Cuts cuts;
    private final Ways ways;
    private final Holding holding = new Holding();
    private final List<String> violations = new ArrayList<>();
    private int connections;
    private int node;
    private int syncs;

    /// How to reach the gateway.
    ///
    /// @param nodes tried in turn, from the first
    /// @param patience until when everything must be done
    /// @param givenUp by any of the peers; then the others need not go on
    record Ways(List<URI> nodes, Duration patience, Random random, AtomicBoolean givenUp) {}

    Peer(Side side, Sends sends, Cuts cuts, Ways ways) {
        this.side = side;
        this.sends = sends;
        this.cuts = cuts;
        this.ways = ways;
    }

    /// Talks until everything is said and `messages` are held, or something is wrong.
    ///
    /// @throws NoGateway if the very first connection fails
    void run(int messages) throws InterruptedException {
        long deadline = System.nanoTime() + ways.patience().toNanos();
        int failures = 0;
        while (true) {
            if (System.nanoTime() > deadline) {
                violated("not done within " + ways.patience());
            }
            if (ways.givenUp().get()) {
                return;
            }
            try (var socket = dial()) {
                failures = 0;
                var end = new Conversing(this, socket, messages, deadline).talk();
                if (end == Conversing.End.DONE) {
                    return;
                }
            } catch (IOException e) {
                failures = failed(e, failures);
            } finally {
                side.detached();
            }
            int most = Math.min(MAX_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures, 8));
            Thread.sleep(ways.random().nextInt(most));
        }
    }

    private WebSocketClient dial() throws IOException {
        var address = side.address(ways.nodes().get(node));
        var socket = WebSocketClient.dial(address, side.origin(), DIAL_WITHIN);
        connections++;
        return socket;
    }

    private int failed(IOException e, int failures) {
        var address = side.address(ways.nodes().get(node));
        if (connections == 0 && failures + 1 >= ways.nodes().size()) {
            throw new NoGateway(address, e);
        }
        node = (node + 1) % ways.nodes().size();
        return failures + 1;
    }

    Side side() {
        return side;
    }

    Sends sends() {
        return sends;
    }

    Cuts cuts() {
        return cuts;
    }

    Holding holding() {
        return holding;
    }

    Random random() {
        return ways.random();
    }

    /// A hole was asked for.
    void synced() {
        syncs++;
    }

    int syncs() {
        return syncs;
    }

    int connections() {
        return connections;
    }

    boolean givenUp() {
        return ways.givenUp().get();
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    /// Something happened that the contract rules out.
    void violated(@Nullable String what) {
        if (what != null) {
            violations.add(side.name() + ": " + what);
            ways.givenUp().set(true);
        }
    }

    /// Nobody answers.
    static final class NoGateway extends RuntimeException {
        /// @param address that was dialled
        NoGateway(URI address, IOException cause) {
            super(explanation(address, cause), cause);
        }

        private static String explanation(URI address, IOException cause) {
            return switch (cause) {
                case ConnectException _ ->
                        "no gateway answers at " + address + ": start one with ./mvnw -Prun";
                case WebSocketClient.HandshakeRefused refused ->
                        address + " refused: " + refused.getMessage();
                default -> address + ": " + cause.getMessage();
            };
        }
    }
}
