package parley.gateway.edge.admission;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import parley.gateway.edge.RateLimit;

/// Lets handshakes in, or not, before anything is done for them. From any thread.
public final class Admission {
    private final int maxConnections;
    private final RateLimit<Long> networks;
    private final ClientAddress addresses;

    public Admission(AdmissionConfig config) {
        this.maxConnections = config.maxConnections();
        this.networks = new RateLimit<>(config.perNetwork());
        this.addresses = new ClientAddress(Networks.of(config.trustedProxies()));
    }

    /// What is decided.
    public enum Verdict {
        /// Come in.
        ADMITTED,
        /// Too many handshakes from there.
        TOO_OFTEN,
        /// No room here, or the node is about to leave.
        NO_ROOM
    }

    /// Decides about one handshake.
    ///
    /// @param peer the address of the socket
    /// @param forwarded the values of `X-Forwarded-For`, believed from trusted proxies alone
    /// @param connections open now
    /// @param draining whether the node is about to leave
    public Verdict admit(
            InetAddress peer, List<String> forwarded, int connections, boolean draining) {
        if (draining || connections >= maxConnections) {
            return Verdict.NO_ROOM;
        }
        var client = addresses.of(peer, forwarded);
        return networks.take(network(client)).isZero() ? Verdict.ADMITTED : Verdict.TOO_OFTEN;
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
