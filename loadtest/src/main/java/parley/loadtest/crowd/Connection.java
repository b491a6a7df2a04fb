package parley.loadtest.crowd;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import parley.loadtest.cluster.Node;
import parley.loadtest.websocket.WebSocketClient;
import parley.protocol.value.ConversationId;

/// One connection of a client, from the dial to its end. Confined to the client's thread.
final class Connection {
    private static final long LOOK = Duration.ofMillis(500).toNanos();

    final Node node;
    final long dialledAt;
    private final Set<ConversationId> awaited = new HashSet<>();
    private @Nullable WebSocketClient socket;
    private long greetedAt;
    private boolean helloHeard;
    private boolean readyHeard;
    private long heartbeat = Duration.ofSeconds(25).toNanos();
    private long heardAt;
    private long pingAt;
    private long pingedAt;
    private long liveAt;

    Connection(Node node, long now) {
        this.node = node;
        this.dialledAt = now;
        this.heardAt = now;
        this.pingAt = now + heartbeat;
    }

    @Nullable WebSocketClient socket() {
        return socket;
    }

    void opened(WebSocketClient opened, long now) {
        socket = opened;
        heardAt = Math.max(heardAt, now);
    }

    void heard(long now) {
        heardAt = now;
    }

    void hello(int seconds, long now, RandomGenerator random) {
        helloHeard = true;
        heartbeat = Duration.ofSeconds(seconds).toNanos();
        planPing(now, random);
    }

    /// Whether `connect` is due; true once.
    boolean greets() {
        return helloHeard && greetedAt == 0 && socket != null;
    }

    void greeted(long now) {
        greetedAt = now;
    }

    boolean isGreeted() {
        return greetedAt != 0;
    }

    /// When it said `connect`; 0 if it has not.
    long greetedAt() {
        return greetedAt;
    }

    /// @param of whose `live` is awaited
    void ready(Set<ConversationId> of) {
        readyHeard = true;
        awaited.addAll(of);
    }

    void replayed(ConversationId conversation) {
        awaited.remove(conversation);
    }

    /// Whether everything resumed has been replayed.
    boolean complete() {
        return readyHeard && awaited.isEmpty();
    }

    void live(long now) {
        liveAt = now;
    }

    boolean isLive() {
        return liveAt != 0;
    }

    long liveAt() {
        return liveAt;
    }

    /// Nothing was heard for two intervals; before `hello`, for ten seconds.
    boolean silent(long now) {
        long patience = helloHeard ? 2 * heartbeat : Duration.ofSeconds(10).toNanos();
        return now - heardAt > patience;
    }

    /// Whether a heartbeat is due; one that is not LIVE has none.
    boolean pings(long now) {
        return isLive() && now >= pingAt;
    }

    /// When to look after it again: always later than now, unless [#pings].
    long lookAt(long now) {
        return isLive() ? pingAt : now + LOOK;
    }

    void pinged(long now, RandomGenerator random) {
        pingedAt = now;
        planPing(now, random);
    }

    long pingedAt() {
        return pingedAt;
    }

    private void planPing(long now, RandomGenerator random) {
        pingAt = now + (long) (heartbeat * (0.8 + 0.4 * random.nextDouble()));
    }

    /// Sends, if the connection still stands; if not, its end is on the way to the mailbox.
    void send(byte[] frame) {
        var open = socket;
        if (open == null) {
            return;
        }
        try {
            open.send(frame);
        } catch (IOException _) {
            // The reader learns of it, too.
        }
    }

    /// Ends it with a close frame, as a client that leaves.
    void close() {
        var open = socket;
        if (open == null) {
            return;
        }
        try {
            open.close();
        } catch (IOException _) {
            // It had ended already.
        }
    }
}
