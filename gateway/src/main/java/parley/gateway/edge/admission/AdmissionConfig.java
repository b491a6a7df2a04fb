package parley.gateway.edge.admission;

import parley.gateway.edge.RateLimit.Rate;

/// Bounds of what is let in.
///
/// @param maxConnections of this node, visitors'
/// @param perNetwork handshakes from one address (IPv4) or /64 (IPv6)
public record AdmissionConfig(int maxConnections, Rate perNetwork) {
    /// @throws IllegalArgumentException if nobody could come in
    public AdmissionConfig {
        if (maxConnections < 1) {
            throw new IllegalArgumentException(
                    "maxConnections: " + maxConnections + " (expected: >= 1)");
        }
    }

    /// What is right for production (security.md "Rate and connection caps").
    public static AdmissionConfig defaults() {
        return new AdmissionConfig(100_000, new Rate(100, 300));
    }
}
