package parley.gateway.edge.admission;

import java.time.Duration;
import parley.gateway.edge.RateLimit.Rate;

/// Bounds of what is let in.
///
/// @param maxConnections of this node, visitors'
/// @param perNetwork handshakes from one address (IPv4) or /64 (IPv6)
/// @param trustedProxies networks whose `X-Forwarded-For` is believed, as in [Networks]
/// @param connectsPerSecond what this node lets in; what another node's leaving is spread over
/// @param lookUpsAtOnce queries that look returning visitors up at the same time
/// @param yellow from when on the node gives up what can wait
/// @param red from when on nobody new is let in
/// @param raiseAfter how long readings must be at a limit
/// @param calmAfter how long they must be well below it again
public record AdmissionConfig(
        int maxConnections,
        Rate perNetwork,
        String trustedProxies,
        int connectsPerSecond,
        int lookUpsAtOnce,
        Limits yellow,
        Limits red,
        Duration raiseAfter,
        Duration calmAfter) {
    /// @throws IllegalArgumentException if nobody could come in, or a network is none
    public AdmissionConfig {
        atLeastOne("maxConnections", maxConnections);
        atLeastOne("connectsPerSecond", connectsPerSecond);
        atLeastOne("lookUpsAtOnce", lookUpsAtOnce);
        var _ = Networks.of(trustedProxies);
        if (!yellow.below(red)) {
            throw new IllegalArgumentException(
                    "yellow: " + yellow + " (expected: each below red's, " + red + ")");
        }
        if (raiseAfter.isNegative() || calmAfter.isNegative()) {
            throw new IllegalArgumentException(
                    "raiseAfter: %s, calmAfter: %s (expected: >= 0)"
                            .formatted(raiseAfter, calmAfter));
        }
    }

    /// What is right for production (security.md "Rate and connection caps", faults.md §4).
    public static AdmissionConfig defaults() {
        return new AdmissionConfig(
                100_000,
                new Rate(100, 300),
                "",
                1_000,
                4,
                new Limits(Duration.ofMillis(200), 75, Duration.ofMillis(200), 64 << 20),
                new Limits(Duration.ofSeconds(1), 85, Duration.ofSeconds(1), 256 << 20),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5));
    }

    /// The same, for this many from there.
    public AdmissionConfig letting(int connections, Rate fromOneNetwork, String proxies) {
        return new AdmissionConfig(
                connections,
                fromOneNetwork,
                proxies,
                connectsPerSecond,
                lookUpsAtOnce,
                yellow,
                red,
                raiseAfter,
                calmAfter);
    }

    /// The same, as fast as this.
    public AdmissionConfig at(int perSecond) {
        return new AdmissionConfig(
                maxConnections,
                perNetwork,
                trustedProxies,
                perSecond,
                lookUpsAtOnce,
                yellow,
                red,
                raiseAfter,
                calmAfter);
    }

    /// The same, pressed by these.
    public AdmissionConfig pressedBy(Limits nowYellow, Limits nowRed) {
        return new AdmissionConfig(
                maxConnections,
                perNetwork,
                trustedProxies,
                connectsPerSecond,
                lookUpsAtOnce,
                nowYellow,
                nowRed,
                raiseAfter,
                calmAfter);
    }

    /// The same, as patient as this.
    public AdmissionConfig raising(Duration after, Duration andCalm) {
        return new AdmissionConfig(
                maxConnections,
                perNetwork,
                trustedProxies,
                connectsPerSecond,
                lookUpsAtOnce,
                yellow,
                red,
                after,
                andCalm);
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
        }
    }
}
