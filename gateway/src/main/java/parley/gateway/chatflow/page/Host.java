package parley.gateway.chatflow.page;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Hosts as browsers send them: lower case, punycode, one trailing dot removed. The mapping is UTS
/// 46 to the extent that the JDK knows Unicode (NFKC, lower case, ignored characters, ß and ς
/// kept); addresses of IPv4 and IPv6 pass as they are, in lower case: browsers have brought them to
/// their one form already.
public final class Host {
    private static final String FORBIDDEN = " #/:<>?@[\\]^|%";
    private static final String PREFIX = "xn--";
    private static final int MAX_CHARS = 255; // of a name in DNS; punycode takes quadratic time
    private static final int MAX_LABEL = 63;

    private Host() {}

    /// The host in ASCII; null if it cannot be one.
    public static @Nullable String toAscii(String text) {
        if (text.startsWith("[")) {
            return ipv6(text);
        }
        var ascii = labelsToAscii(Escapes.bytesDecoded(text, false));
        if (ascii != null && ascii.endsWith(".")) {
            ascii = ascii.substring(0, ascii.length() - 1);
        }
        return ascii == null || ascii.isEmpty() ? null : ascii;
    }

    /// The same for a host whose end may be missing, as in a prefix or a pattern: a trailing dot
    /// stays. A label beyond ASCII that holds `*` has no punycode.
    public static @Nullable String partToAscii(String text) {
        return text.startsWith("[") ? ipv6(text) : labelsToAscii(text);
    }

    /// The host with its punycode decoded, for people.
    static String toUnicode(String ascii) {
        if (!ascii.contains(PREFIX)) {
            return ascii;
        }
        return Arrays.stream(ascii.split("\\.", -1))
                .map(Host::labelToUnicode)
                .collect(Collectors.joining("."));
    }

    private static @Nullable String labelsToAscii(String text) {
        boolean ascii = text.chars().allMatch(c -> c < 0x80);
        if (!ascii && text.length() > MAX_CHARS) {
            return null;
        }
        var mapped = ascii ? text.toLowerCase(Locale.ROOT) : map(text);
        if (!ascii) {
            var labels = mapped.split("\\.", -1);
            for (int i = 0; i < labels.length; i++) {
                if (labels[i].chars().anyMatch(c -> c >= 0x80)) {
                    if (labels[i].indexOf('*') >= 0) {
                        return null;
                    }
                    labels[i] = PREFIX + Punycode.encode(labels[i]);
                }
            }
            mapped = String.join(".", labels);
        }
        return mapped.chars().anyMatch(Host::forbidden) ? null : mapped;
    }

    private static String map(String text) {
        var compatible = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        var kept = new StringBuilder(compatible.length());
        compatible
                .codePoints()
                .filter(c -> !ignored(c))
                .map(c -> c == 0x3002 ? '.' : c) // ideographic full stop
                .forEach(kept::appendCodePoint);
        return Normalizer.normalize(kept, Normalizer.Form.NFKC);
    }

    private static String labelToUnicode(String label) {
        var decoded =
                label.startsWith(PREFIX) && label.length() <= MAX_LABEL
                        ? Punycode.decode(label.substring(PREFIX.length()))
                        : null;
        return decoded == null ? label : Normalizer.normalize(decoded, Normalizer.Form.NFC);
    }

    private static @Nullable String ipv6(String text) {
        boolean closed = text.length() > 3 && text.indexOf(']') == text.length() - 1;
        boolean address =
                text.substring(1, Math.max(1, text.length() - 1))
                        .chars()
                        .allMatch(c -> Character.digit(c, 16) >= 0 || c == ':' || c == '.');
        return closed && address ? text.toLowerCase(Locale.ROOT) : null;
    }

    private static boolean forbidden(int c) {
        return c <= ' ' || c == 0x7F || c == 0xFFFD || FORBIDDEN.indexOf(c) >= 0;
    }

    private static boolean ignored(int c) {
        return c == 0xAD
                || c == 0x200B
                || c == 0x2060
                || c == 0x2064
                || c == 0xFEFF
                || (c >= 0xFE00 && c <= 0xFE0F);
    }
}
