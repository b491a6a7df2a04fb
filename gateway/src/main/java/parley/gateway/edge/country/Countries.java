package parley.gateway.edge.country;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// Says in which country an address is. Asked on event loops: answers from memory, never blocks.
public interface Countries {
    /// Where nothing is configured: every rule about countries says "unknown".
    Countries UNKNOWN = _ -> null;

    /// @return ISO 3166-1 alpha-2 in capitals; null if it is not known
    @Nullable String of(InetAddress address);
}
