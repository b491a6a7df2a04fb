package parley.gateway.edge.visitor;

import java.time.Duration;
import java.util.Set;

/// Where visitors connect, and what they may send.
///
/// @param host address to bind
/// @param port 0 for any free one
/// @param threads event loops; 0 for one per processor
/// @param transport how sockets are driven: `auto`, `epoll`, `io_uring` or `nio`
/// @param headersWithin until when the whole request head must have come
public record VisitorListenerConfig(
        String host, int port, int threads, String transport, Duration headersWithin) {
    /// Most bytes of one text message (contract §6).
    static final int MAX_MESSAGE_BYTES = 16 * 1024;

    /// Most fragments of one text message.
    static final int MAX_FRAGMENTS = 16;

    private static final Set<String> TRANSPORTS = Set.of("auto", "epoll", "io_uring", "nio");

    /// @throws IllegalArgumentException names the value that is out of range
    public VisitorListenerConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0..65535)");
        }
        if (threads < 0 || threads > 256) {
            throw new IllegalArgumentException("threads: " + threads + " (expected: 0..256)");
        }
        if (!TRANSPORTS.contains(transport)) {
            throw new IllegalArgumentException(
                    "transport: '" + transport + "' (expected: auto, epoll, io_uring or nio)");
        }
        if (headersWithin.isNegative() || headersWithin.toMillis() < 100) {
            throw new IllegalArgumentException(
                    "headersWithin: " + headersWithin + " (expected: >= 100 ms)");
        }
    }

    /// What is right for production.
    public static VisitorListenerConfig defaults(String host, int port, int threads) {
        return new VisitorListenerConfig(host, port, threads, "auto", Duration.ofSeconds(5));
    }
}
