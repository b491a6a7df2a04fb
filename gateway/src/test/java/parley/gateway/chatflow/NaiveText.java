package parley.gateway.chatflow;

import java.io.ByteArrayOutputStream;
import java.net.IDN;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What the specification says about texts, done step by step. The inner form of a text is decoded
/// where decoding changes nothing and in NFC, each escape that stays being one private character.
final class NaiveText {
    static final String PATH = " \"#<>?^`{}";
    static final String QUERY = " \"#<>'^";
    static final String FRAGMENT = " \"<>`^";
    static final String NOTHING = "";
    private static final String UNRESERVED =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-";
    private static final String HEX = "0123456789ABCDEFabcdef";
    private static final Pattern PLAIN = Pattern.compile("[a-zA-Z0-9=&?+%]*");
    private static final Pattern PORT = Pattern.compile(":[0-9*]*");
    private static final int KEPT = 0xF0000;

    private NaiveText() {}

    static String inner(String text, String encodeSet) {
        var out = new StringBuilder();
        for (int i = 0; i < text.length(); ) {
            if (!escapeAt(text, i)) {
                out.append(text.charAt(i));
                i++;
                continue;
            }
            var bytes = new ByteArrayOutputStream();
            while (escapeAt(text, i)) {
                bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 3;
            }
            out.append(innerBytes(bytes.toByteArray()));
        }
        var inner = new StringBuilder();
        nfc(out.toString())
                .codePoints()
                .forEach(c -> {
                    boolean escape =
                            !encodeSet.equals(NOTHING)
                                    && (c < ' ' || c == 0x7F || encodeSet.indexOf(c) >= 0);
                    inner.appendCodePoint(escape ? KEPT + c : c);
                });
        return inner.toString();
    }

    static String encoded(String inner, boolean fold) {
        var out = new StringBuilder();
        (fold ? fold(inner) : inner)
                .codePoints()
                .forEach(c -> {
                    if (c >= KEPT && c < KEPT + 0x100) {
                        out.append("%").append(hex(c - KEPT));
                    } else if (c < 0x80) {
                        out.append((char) c);
                    } else {
                        out.append(escaped(c));
                    }
                });
        return fold ? out.toString().toLowerCase(Locale.ROOT) : out.toString();
    }

    static String decoded(String inner) {
        var out = new StringBuilder();
        inner.codePoints()
                .forEach(c -> {
                    if (c >= KEPT + 0x80 && c < KEPT + 0x100) {
                        out.append("%").append(hex(c - KEPT));
                    } else {
                        out.appendCodePoint(c >= KEPT && c < KEPT + 0x80 ? c - KEPT : c);
                    }
                });
        return nfc(out.toString());
    }

    static String fold(String text) {
        var out = new StringBuilder();
        text.codePoints()
                .forEach(c ->
                        out.appendCodePoint(
                                c == 0x130 || c == 0x131
                                        ? c
                                        : Character.toLowerCase(Character.toUpperCase(c))));
        return nfc(out.toString());
    }

    static List<List<String>> pairs(String query, boolean fold) {
        return Arrays.stream(query.split("&"))
                .filter(it -> !it.isEmpty())
                .map(it -> it.contains("=") ? it : it + "=")
                .map(it ->
                        List.of(
                                formDecoded(it.substring(0, it.indexOf('=')), fold),
                                formDecoded(it.substring(it.indexOf('=') + 1), fold)))
                .toList();
    }

    static List<String> sorted(List<List<String>> pairs) {
        return pairs.stream().map(Object::toString).sorted().toList();
    }

    static String unslashed(String text) {
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /// What the standard makes of a query: ASCII.
    static String serialised(String query) {
        if (PLAIN.matcher(query).matches()) {
            return query;
        }
        return query.codePoints()
                .mapToObj(c ->
                        c >= 0x7F || c <= ' ' || "\"#<>'".indexOf(c) >= 0
                                ? escaped(c)
                                : Character.toString(c))
                .collect(Collectors.joining());
    }

    /// Dot segments out, one by one.
    static String resolved(String path) {
        var stack = new ArrayDeque<String>();
        var segments = path.replace('\\', '/').substring(path.isEmpty() ? 0 : 1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            var plain = segments[i].replace("%2e", ".").replace("%2E", ".");
            if (plain.equals("..")) {
                stack.pollLast();
            } else if (!plain.equals(".")) {
                stack.addLast(segments[i]);
            }
            if (i == segments.length - 1 && (plain.equals("..") || plain.equals("."))) {
                stack.addLast("");
            }
        }
        return "/" + String.join("/", stack);
    }

    /// Host and port, the scheme's own port and an empty one dropped.
    static String host(String authority, String scheme) {
        var text = authority.substring(authority.lastIndexOf('@') + 1);
        int colon = text.lastIndexOf(':');
        var port =
                colon < 0 || !PORT.matcher(text.substring(colon)).matches()
                        ? ""
                        : text.substring(colon);
        var name = text.substring(0, text.length() - port.length());
        var ascii =
                Arrays.stream(name.split("\\.", -1))
                        .map(it -> it.chars().allMatch(c -> c < 0x80) ? it : IDN.toASCII(it, 1))
                        .collect(Collectors.joining("."))
                        .toLowerCase(Locale.ROOT);
        boolean own =
                port.equals(":")
                        || (scheme.equals("https") && port.equals(":443"))
                        || (scheme.equals("http") && port.equals(":80"));
        return ascii + (own ? "" : port);
    }

    /// Without the dot at the end of the name.
    static String undotted(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host.replace(".:", ":");
    }

    static String unicode(String host) {
        if (!host.contains("xn--")) {
            return host;
        }
        return IDN.toUnicode(host, IDN.ALLOW_UNASSIGNED);
    }

    private static String innerBytes(byte[] bytes) {
        var out = new StringBuilder();
        for (int i = 0; i < bytes.length; ) {
            int b = bytes[i] & 0xFF;
            if (b < 0x80) {
                out.appendCodePoint(UNRESERVED.indexOf(b) >= 0 ? b : KEPT + b);
                i++;
                continue;
            }
            int length = 0;
            for (int k = 2; k <= 4 && length == 0; k++) {
                length = i + k <= bytes.length && oneCharacter(bytes, i, k) ? k : 0;
            }
            out.append(
                    length == 0
                            ? Character.toString(KEPT + b)
                            : new String(bytes, i, length, StandardCharsets.UTF_8));
            i += Math.max(1, length);
        }
        return out.toString();
    }

    private static boolean oneCharacter(byte[] bytes, int from, int length) {
        try {
            var text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes, from, length))
                            .toString();
            return text.codePointCount(0, text.length()) == 1;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static String formDecoded(String text, boolean fold) {
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            if (escapeAt(text, i)) {
                bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.write(text.charAt(i) == '+' ? ' ' : text.charAt(i)); // a query is ASCII
            }
        }
        var decoded = nfc(bytes.toString(StandardCharsets.UTF_8));
        return fold ? fold(decoded) : decoded;
    }

    private static boolean escapeAt(String text, int i) {
        return i + 2 < text.length()
                && text.charAt(i) == '%'
                && HEX.indexOf(text.charAt(i + 1)) >= 0
                && HEX.indexOf(text.charAt(i + 2)) >= 0;
    }

    private static String escaped(int c) {
        var out = new StringBuilder();
        for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
            out.append('%').append(hex(b & 0xFF));
        }
        return out.toString();
    }

    private static String hex(int b) {
        return HEX.substring(b >> 4, (b >> 4) + 1) + HEX.charAt(b & 15);
    }

    private static String nfc(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }
}
