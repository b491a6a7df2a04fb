package parley.gateway.edge.admission;

import parley.gateway.edge.RateLimit.Rate;

/// Bounds of what is let in.
///
/// @param maxConnections of this node, visitors'
/// @param perNetwork handshakes from one address (IPv4) or /64 (IPv6)
/// @param trustedProxies networks whose `X-Forwarded-For` is believed, as in [Networks]
public record AdmissionConfig(int maxConnections, Rate perNetwork, String trustedProxies) {
    /// @throws IllegalArgumentException if nobody could come in, or a network is none
    public AdmissionConfig {
        if (maxConnections < 1) {
            throw new IllegalArgumentException(
                    "maxConnections: " + maxConnections + " (expected: >= 1)");
        }
        var _ = Networks.of(trustedProxies);
    }

    /// What is right for production (security.md "Rate and connection caps").
    public static AdmissionConfig defaults() {
        return new AdmissionConfig(100_000, new Rate(100, 300), "");
    }
}
