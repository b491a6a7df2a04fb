package parley.gateway.edge.admission;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A set of networks, written `10.0.0.0/8, 2001:db8::/32`; an address alone is itself. No name is
/// ever looked up.
public final class Networks {
    private final List<Network> all;

    private Networks(List<Network> all) {
        this.all = all;
    }

    private record Network(InetAddress address, int bits) {
        private boolean holds(byte[] other) {
            byte[] own = address.getAddress();
            if (other.length != own.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >>> (bit & 7);
                if ((own[bit >> 3] & mask) != (other[bit >> 3] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    /// @throws IllegalArgumentException names the part that is no network
    public static Networks of(String text) {
        return new Networks(
                Arrays.stream(text.split(",", -1))
                        .map(String::strip)
                        .filter(it -> !it.isEmpty())
                        .map(Networks::network)
                        .toList());
    }

    /// Whether one of the networks holds the address.
    public boolean hold(InetAddress address) {
        return all.stream().anyMatch(it -> it.holds(address.getAddress()));
    }

    /// An address as numbers.
    ///
    /// @return null if the text is none, or a name
    static @Nullable InetAddress address(String text) {
        boolean numeric =
                text.length() <= 45
                        && !text.isEmpty()
                        && text.chars().allMatch(Networks::ofAddress)
                        && (text.indexOf(':') >= 0 || text.matches("\\d+\\.\\d+\\.\\d+\\.\\d+"));
        try {
            return numeric ? InetAddress.ofLiteral(text) : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static Network network(String text) {
        int slash = text.indexOf('/');
        var address = address(slash < 0 ? text : text.substring(0, slash));
        int most = address == null ? 0 : 8 * address.getAddress().length;
        int bits = slash < 0 ? most : bits(text.substring(slash + 1));
        if (address == null || bits < 0 || bits > most) {
            throw new IllegalArgumentException(
                    "trustedProxies: '" + text + "' (expected: an address or a network)");
        }
        return new Network(address, bits);
    }

    private static int bits(String text) {
        return text.matches("\\d{1,3}") ? Integer.parseInt(text) : -1;
    }

    private static boolean ofAddress(int c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'f')
                || (c >= 'A' && c <= 'F')
                || c == ':'
                || c == '.';
    }
}
