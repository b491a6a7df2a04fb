package parley.gateway.edge.admission;

import java.net.InetAddress;
import java.util.List;

/// Where a connection comes from. A header is believed only as far as proxies of ours wrote it:
/// from the right, the first address that is not such a proxy (security.md "Rate and connection
/// caps").
public final class ClientAddress {
    /// Hops that are looked at; nobody has more proxies.
    private static final int MAX_HOPS = 10;

    private final Networks proxies;

    /// @param proxies that stand before this node
    public ClientAddress(Networks proxies) {
        this.proxies = proxies;
    }

    /// @param peer of the socket
    /// @param forwarded the values of `X-Forwarded-For`, in order
    public InetAddress of(InetAddress peer, List<String> forwarded) {
        if (forwarded.isEmpty() || !proxies.hold(peer)) {
            return peer;
        }
        var hops = String.join(",", forwarded).split(",", -1);
        var client = peer;
        for (int i = hops.length - 1; i >= 0 && i >= hops.length - MAX_HOPS; i--) {
            var hop = Networks.address(hops[i].strip());
            if (hop == null) {
                return client;
            }
            client = hop;
            if (!proxies.hold(hop)) {
                return client;
            }
        }
        return client;
    }
}
