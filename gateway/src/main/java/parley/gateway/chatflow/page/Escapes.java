package parley.gateway.chatflow.page;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HexFormat;

/// Percent-encoding by the WHATWG URL standard, and the canonical form that rules are compared in
/// (cases.md rule 1): `%hh` in upper case, escapes of unreserved characters decoded, other escapes
/// kept, everything beyond ASCII in NFC and escaped, `^` escaped everywhere.
public final class Escapes {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String PATH_SET = " \"#<>?^`{}";
    private static final String QUERY_SET = " \"#<>'^"; // the standard's, and ^ (cases.md rule 1)
    private static final String FRAGMENT_SET = " \"<>`^"; // likewise
    private static final byte[] CLASSES = classes();

    private Escapes() {}

    /// The part of an address that a text is; each escapes other characters.
    public enum Part {
        /// Between host and `?`.
        PATH(1),
        /// Between `?` and `#`.
        QUERY(2),
        /// After `#`.
        FRAGMENT(4),
        /// Any piece of an address: nothing of ASCII is escaped.
        PIECE(0);

        private final int bit;

        Part(int bit) {
            this.bit = bit;
        }
    }

    /// Whether a character stands for itself in the part and has no meaning to [#canonical]: most
    /// addresses consist of nothing else and need no copy.
    static boolean plain(char c, Part part) {
        return c < 0x80 && (CLASSES[c] & part.bit) == 0 && c != '%';
    }

    /// Escapes what the part must escape, leaving escapes that are there as they are: the
    /// standard's serialisation.
    static void encode(CharSequence text, Part part, StringBuilder to) {
        for (int i = 0; i < text.length(); ) {
            int c = Character.codePointAt(text, i);
            i += Character.charCount(c);
            if (c < 0x80 && ((CLASSES[c] & part.bit) == 0 || c == '^')) {
                to.append((char) c);
            } else {
                escape(c, to);
            }
        }
    }

    /// The canonical form of a part, encoded or not.
    public static String canonical(String text, Part part) {
        for (int i = 0; i < text.length(); i++) {
            if (!plain(text.charAt(i), part)) {
                return canonical(text, part, false);
            }
        }
        return text;
    }

    /// A text in NFC, run by run between its escapes.
    public static String nfc(String text) {
        var to = new StringBuilder(text.length());
        int from = 0;
        for (int i = 0; i < text.length(); ) {
            if (byteAt(text, i) < 0) {
                i++;
                continue;
            }
            to.append(Normalizer.normalize(text.substring(from, i), Normalizer.Form.NFC));
            to.append(text, i, i + 3);
            i += 3;
            from = i;
        }
        return to.append(Normalizer.normalize(text.substring(from), Normalizer.Form.NFC))
                .toString();
    }

    /// The canonical form folded for comparison without case; hexadecimal digits are folded too.
    public static String folded(String text, Part part) {
        var canonical = canonical(text, part, true);
        var ascii = new StringBuilder(canonical.length());
        canonical.chars().map(CaseFolding::fold).forEach(it -> ascii.append((char) it));
        return ascii.toString();
    }

    /// Decodes once: every escape that is part of valid UTF-8, `%2F` and `%25` too; others stay.
    public static String decoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        var decoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int c = text.charAt(i) == '%' ? codePointAt(text, i) : -1;
            if (c < 0) {
                decoded.append(text.charAt(i));
                i++;
            } else {
                decoded.appendCodePoint(c);
                i += 3 * utf8Length(c);
            }
        }
        return Normalizer.normalize(decoded, Normalizer.Form.NFC);
    }

    /// Decodes to bytes, as forms and hosts do: what is not an escape stays.
    static String bytesDecoded(String text, boolean plusIsSpace) {
        if (text.indexOf('%') < 0 && !(plusIsSpace && text.indexOf('+') >= 0)) {
            return text;
        }
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            if (b == '%'
                    && i + 2 < bytes.length
                    && hex(bytes[i + 1]) >= 0
                    && hex(bytes[i + 2]) >= 0) {
                b = (byte) (hex(bytes[i + 1]) << 4 | hex(bytes[i + 2]));
                i += 2;
            } else if (b == '+' && plusIsSpace) {
                b = ' ';
            }
            bytes[length++] = b;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static String canonical(String text, Part part, boolean fold) {
        var to = new StringBuilder(text.length() + 16);
        var run = new StringBuilder(); // characters between two escapes that stay
        for (int i = 0; i < text.length(); ) {
            int escaped = byteAt(text, i);
            if (escaped < 0) {
                run.append(text.charAt(i));
                i++;
                continue;
            }
            int c = codePointAt(text, i);
            if (c >= 0x80 || (c >= 0 && unreserved(c))) {
                run.appendCodePoint(c);
                i += 3 * utf8Length(c);
            } else {
                flush(run, part, fold, to);
                to.append('%').append(HEX.toHexDigits((byte) escaped));
                i += 3;
            }
        }
        flush(run, part, fold, to);
        return to.toString();
    }

    /// Normalises run by run: a kept escape must not melt into the combining character behind it.
    private static void flush(StringBuilder run, Part part, boolean fold, StringBuilder to) {
        if (run.isEmpty()) {
            return;
        }
        var text = Normalizer.normalize(run, Normalizer.Form.NFC);
        run.setLength(0);
        (fold ? CaseFolding.fold(text) : text)
                .codePoints()
                .forEach(c -> {
                    if (c < 0x80 && (CLASSES[c] & part.bit) == 0) {
                        to.append((char) c);
                    } else {
                        escape(c, to);
                    }
                });
    }

    private static void escape(int codePoint, StringBuilder to) {
        boolean unpaired = codePoint >= 0xD800 && codePoint <= 0xDFFF;
        var bytes =
                Character.toString(unpaired ? 0xFFFD : codePoint).getBytes(StandardCharsets.UTF_8);
        for (byte b : bytes) {
            to.append('%').append(HEX.toHexDigits(b));
        }
    }

    /// The code point whose UTF-8 bytes are escaped at an index; -1 if there is none.
    private static int codePointAt(String text, int i) {
        int first = byteAt(text, i);
        if (first < 0x80) {
            return first;
        }
        int length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
        if (first < 0xC2 || first > 0xF4) {
            return -1;
        }
        int c = first & (0xFF >> (length + 1));
        for (int k = 1; k < length; k++) {
            int next = byteAt(text, i + 3 * k);
            if ((next & 0xC0) != 0x80 || next < 0) {
                return -1;
            }
            c = c << 6 | (next & 0x3F);
        }
        boolean surrogate = c >= 0xD800 && c <= 0xDFFF;
        return surrogate || c > 0x10FFFF || utf8Length(c) != length ? -1 : c;
    }

    private static int byteAt(String text, int i) {
        if (i + 2 >= text.length() || text.charAt(i) != '%') {
            return -1;
        }
        int high = hex(text.charAt(i + 1));
        int low = hex(text.charAt(i + 2));
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static int hex(int c) {
        return c >= '0' && c <= '9'
                ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    }

    private static int utf8Length(int c) {
        return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    }

    private static boolean unreserved(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }

    private static byte[] classes() {
        var classes = new byte[0x80];
        for (int c = 0; c < classes.length; c++) {
            boolean control = c < ' ' || c == 0x7F;
            classes[c] =
                    (byte)
                            ((control || PATH_SET.indexOf(c) >= 0 ? Part.PATH.bit : 0)
                                    | (control || QUERY_SET.indexOf(c) >= 0 ? Part.QUERY.bit : 0)
                                    | (control || FRAGMENT_SET.indexOf(c) >= 0
                                            ? Part.FRAGMENT.bit
                                            : 0));
        }
        return classes;
    }
}
