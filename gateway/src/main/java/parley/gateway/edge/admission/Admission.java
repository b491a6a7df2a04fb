package parley.gateway.edge.admission;

import io.github.bucket4j.Bucket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import parley.gateway.edge.RateLimit;
import parley.gateway.edge.RateLimit.Rate;
import parley.gateway.session.Pressure;

/// Lets handshakes in, or not, before anything is done for them. From any thread.
public final class Admission {
    /// So much of a second's worth may come at once: browsers that lost a node dial within 2 s.
    private static final int BURST_SECONDS = 2;

    private final int maxConnections;
    private final AdmissionState state;
    private final Bucket pace;
    private final RateLimit<Long> networks;
    private final ClientAddress addresses;

    /// @param state how hard the node is pressed
    public Admission(AdmissionConfig config, AdmissionState state) {
        this.maxConnections = config.maxConnections();
        this.state = state;
        int perSecond = config.connectsPerSecond();
        this.pace = new Rate(perSecond, Math.multiplyExact(BURST_SECONDS, perSecond)).bucket();
        this.networks = new RateLimit<>(config.perNetwork());
        this.addresses = new ClientAddress(Networks.of(config.trustedProxies()));
    }

    /// What is decided.
    public enum Verdict {
        /// Come in.
        ADMITTED,
        /// Too many handshakes from there.
        TOO_OFTEN,
        /// Too many handshakes from everywhere.
        TOO_FAST,
        /// The node is RED.
        PRESSED,
        /// No room here.
        FULL,
        /// The node is about to leave.
        LEAVING
    }

    /// Decides about one handshake, the cheapest question first.
    ///
    /// @param peer the address of the socket
    /// @param forwarded the values of `X-Forwarded-For`, believed from trusted proxies alone
    /// @param connections open now
    /// @param draining whether the node is about to leave
    public Verdict admit(
            InetAddress peer, List<String> forwarded, int connections, boolean draining) {
        if (draining) {
            return Verdict.LEAVING;
        }
        if (state.pressure() == Pressure.RED) {
            return Verdict.PRESSED;
        }
        if (connections >= maxConnections) {
            return Verdict.FULL;
        }
        if (!networks.take(network(addresses.of(peer, forwarded))).isZero()) {
            return Verdict.TOO_OFTEN;
        }
        return pace.tryConsume(1) ? Verdict.ADMITTED : Verdict.TOO_FAST;
    }

    /// Whom a handshake is from.
    ///
    /// @param peer the address of the socket
    /// @param forwarded the values of `X-Forwarded-For`, believed from trusted proxies alone
    public InetAddress client(InetAddress peer, List<String> forwarded) {
        return addresses.of(peer, forwarded);
    }

    /// An IPv4 address, or the 64 bits of an IPv6 address that one customer of a provider has.
    private static long network(InetAddress peer) {
        var bytes = ByteBuffer.wrap(peer.getAddress());
        return peer instanceof Inet6Address ? bytes.getLong() : bytes.getInt() & 0xFFFF_FFFFL;
    }
}
