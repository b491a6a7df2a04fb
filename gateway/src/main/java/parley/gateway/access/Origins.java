package parley.gateway.access;

import java.net.IDN;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The origins a portal's widget may run on: exact `scheme://host[:port]`, compared after
/// normalisation (lower case, punycode, no trailing dot, no default port). `https://*.example.com`
/// stands for exactly one label. An empty list allows nobody; `null` is never allowed.
///
/// @param values normalised
public record Origins(Set<String> values) {
    private static final int MAX_LENGTH = 300;

    /// Copies the set.
    public Origins {
        values = Set.copyOf(values);
    }

    /// @throws IllegalArgumentException names the first value that is no origin
    public static Origins of(List<String> texts) {
        return new Origins(
                texts.stream().map(Origins::checked).collect(Collectors.toUnmodifiableSet()));
    }

    /// Whether the value of an `Origin` header is one of these.
    public boolean allow(@Nullable String header) {
        var origin = header == null || header.indexOf('*') >= 0 ? null : normalise(header);
        return origin != null && (values.contains(origin) || values.contains(oneLabel(origin)));
    }

    /// The one form of an origin; null if the text is none.
    public static @Nullable String normalise(String text) {
        if (text.length() > MAX_LENGTH) {
            return null;
        }
        var lower = text.toLowerCase(Locale.ROOT);
        var scheme =
                lower.startsWith("https://") ? "https" : lower.startsWith("http://") ? "http" : "";
        if (scheme.isEmpty()) {
            return null;
        }
        var authority = lower.substring(scheme.length() + 3);
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        var host = host(hasPort ? authority.substring(0, colon) : authority);
        var port = hasPort ? port(authority.substring(colon + 1), scheme) : "";
        return host == null || port == null ? null : scheme + "://" + host + port;
    }

    private static String checked(String text) {
        var origin = normalise(text);
        if (origin == null) {
            throw new IllegalArgumentException(
                    "origin: '" + text + "' (expected: http[s]://host[:port])");
        }
        return origin;
    }

    /// `https://*.example.com` for `https://shop.example.com`.
    private static String oneLabel(String origin) {
        int host = origin.indexOf("://") + 3;
        int dot = origin.indexOf('.', host);
        return dot < 0 ? origin : origin.substring(0, host) + '*' + origin.substring(dot);
    }

    private static @Nullable String host(String text) {
        if (text.startsWith("[") && text.endsWith("]")) {
            return text.chars().skip(1).limit(text.length() - 2L).allMatch(Origins::inAddress)
                    ? text
                    : null;
        }
        var wild = text.startsWith("*.");
        var name = wild ? text.substring(2) : text;
        try {
            var ascii =
                    IDN.toASCII(name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
            var lower = ascii.toLowerCase(Locale.ROOT);
            boolean clean = !lower.isEmpty() && lower.chars().allMatch(Origins::inHost);
            return clean ? (wild ? "*." : "") + lower : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static boolean inHost(int c) {
        return (c >= 'a' && c <= 'z') || inDigits(c) || c == '-' || c == '.' || c == '_';
    }

    private static boolean inAddress(int c) {
        return (c >= 'a' && c <= 'f') || inDigits(c) || c == ':' || c == '.';
    }

    private static boolean inDigits(int c) {
        return c >= '0' && c <= '9';
    }

    private static @Nullable String port(String text, String scheme) {
        if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(Character::isDigit)) {
            return null;
        }
        int port = Integer.parseInt(text);
        if (port < 1 || port > 65_535) {
            return null;
        }
        return port == (scheme.equals("https") ? 443 : 80) ? "" : ":" + port;
    }
}
