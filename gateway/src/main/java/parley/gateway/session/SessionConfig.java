package parley.gateway.session;

import java.time.Duration;

/// How visitors' connections live. Every bound is explained where it is used.
///
/// @param node this node's name, told to clients for support
/// @param idleHeartbeat how often a widget without an open conversation pings
/// @param openHeartbeat how often one with an open conversation pings
/// @param connectWithin until when the first frame must have come
/// @param maxOutboxBytes most bytes that wait for one connection
/// @param pushSpread over how long a change is told to the connections of a portal
/// @param sends how often one visitor may send
public record SessionConfig(
        String node,
        Duration idleHeartbeat,
        Duration openHeartbeat,
        Duration connectWithin,
        int maxOutboxBytes,
        Duration pushSpread,
        SendLimit sends) {
    private static final int FRAMES_PER_SECOND = 50;

    /// @throws IllegalArgumentException names the value that is out of range
    public SessionConfig {
        between("idleHeartbeat", idleHeartbeat, Duration.ofSeconds(1), Duration.ofSeconds(300));
        between("openHeartbeat", openHeartbeat, Duration.ofSeconds(1), Duration.ofSeconds(300));
        between("connectWithin", connectWithin, Duration.ofSeconds(1), Duration.ofSeconds(60));
        between("pushSpread", pushSpread, Duration.ZERO, Duration.ofSeconds(60));
        if (maxOutboxBytes < 32 * 1024) {
            throw new IllegalArgumentException(
                    "maxOutboxBytes: " + maxOutboxBytes + " (expected: >= 32768)");
        }
    }

    /// What is right for production.
    public static SessionConfig defaults(String node) {
        return new SessionConfig(
                node,
                Duration.ofSeconds(55),
                Duration.ofSeconds(25),
                Duration.ofSeconds(5),
                64 * 1024,
                Duration.ofSeconds(2),
                SendLimit.PEOPLE);
    }

    /// The same, of a node with this name.
    public SessionConfig named(String name) {
        return new SessionConfig(
                name,
                idleHeartbeat,
                openHeartbeat,
                connectWithin,
                maxOutboxBytes,
                pushSpread,
                sends);
    }

    /// Most frames that one connection may send in a second: twice what may be sent at once, for
    /// cursors and typing come with the sends.
    int framesPerSecond() {
        return Math.max(FRAMES_PER_SECOND, 2 * (sends.perSecond() + sends.burst()));
    }

    private static void between(String name, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: " + min + ".." + max + ")");
        }
    }
}
