package parley.gateway.chatflow.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An http or https address, parsed by the WHATWG URL standard without a base, as browsers parse
/// what is typed. Not `java.net.URI`, which throws on `|`, `{`, a space and `%zz`.
///
/// @param secure whether it is https
/// @param host in ASCII, without a trailing dot
/// @param port -1 if it is the scheme's own
/// @param path as the standard serialises it, from `/`
/// @param query as the standard serialises it, without `?`; null if there is none
/// @param fragment likewise, without `#`
public record WebAddress(
        boolean secure,
        String host,
        int port,
        String path,
        @Nullable String query,
        @Nullable String fragment) {
    static final int MAX_PORT = 65_535;

    /// Parses a text; null if it is not an http or https address.
    public static @Nullable WebAddress parse(String text) {
        var input = cleaned(text);
        int colon = input.indexOf(':');
        var scheme = colon < 0 ? "" : input.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return null;
        }
        int from = colon + 1;
        while (from < input.length() && slash(input.charAt(from))) {
            from++;
        }
        int to = from;
        while (to < input.length() && !endsAuthority(input.charAt(to))) {
            to++;
        }
        return withAuthority(scheme.equals("https"), input.substring(from, to), input, to);
    }

    /// Host and port as an address shows them.
    public String authority() {
        return port < 0 ? host : host + ":" + port;
    }

    /// Whether a port is the scheme's own.
    public static boolean defaultPort(boolean secure, int port) {
        return port == (secure ? 443 : 80);
    }

    /// Where the port starts in `host:port`: the index of its colon, or the length.
    public static int portColon(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon < 0 || authority.indexOf(']', colon) >= 0 ? authority.length() : colon;
    }

    private static @Nullable WebAddress withAuthority(
            boolean secure, String authority, String input, int rest) {
        var hostAndPort = authority.substring(authority.lastIndexOf('@') + 1);
        int colon = portColon(hostAndPort);
        var host = Host.toAscii(hostAndPort.substring(0, colon));
        int port = colon == hostAndPort.length() ? -1 : port(hostAndPort.substring(colon + 1));
        if (host == null || port > MAX_PORT) {
            return null;
        }
        int hash = input.indexOf('#', rest);
        int end = hash < 0 ? input.length() : hash;
        int mark = input.indexOf('?', rest);
        int pathEnd = mark < 0 || mark > end ? end : mark;
        return new WebAddress(
                secure,
                host,
                defaultPort(secure, port) ? -1 : port,
                path(input.substring(rest, pathEnd)),
                pathEnd == end
                        ? null
                        : encoded(input.substring(pathEnd + 1, end), Escapes.Part.QUERY),
                hash < 0 ? null : encoded(input.substring(hash + 1), Escapes.Part.FRAGMENT));
    }

    /// Removes what the standard removes: control characters and spaces at both ends, tabs and line
    /// breaks everywhere.
    private static String cleaned(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && text.charAt(from) <= ' ') {
            from++;
        }
        while (to > from && text.charAt(to - 1) <= ' ') {
            to--;
        }
        var cleaned = text.substring(from, to);
        return cleaned.indexOf('\t') < 0 && cleaned.indexOf('\n') < 0 && cleaned.indexOf('\r') < 0
                ? cleaned
                : cleaned.replace("\t", "").replace("\n", "").replace("\r", "");
    }

    /// @return -1 for an empty port, more than [#MAX_PORT] for what is none
    private static int port(String text) {
        int port = text.isEmpty() ? -1 : 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9' || port > MAX_PORT) {
                return MAX_PORT + 1;
            }
            port = 10 * port + c - '0';
        }
        return port;
    }

    /// Resolves dot segments and escapes the rest.
    private static String path(String raw) {
        List<String> segments = new ArrayList<>();
        int from = raw.isEmpty() || !slash(raw.charAt(0)) ? 0 : 1;
        while (true) {
            int to = from;
            while (to < raw.length() && !slash(raw.charAt(to))) {
                to++;
            }
            boolean last = to == raw.length();
            var segment = raw.substring(from, to);
            var dots = segment.replace("%2e", ".").replace("%2E", ".");
            if (dots.equals("..") && !segments.isEmpty()) {
                segments.removeLast();
            }
            if (!dots.equals("..") && !dots.equals(".")) {
                segments.add(encoded(segment, Escapes.Part.PATH));
            } else if (last) {
                segments.add("");
            }
            if (last) {
                return "/" + String.join("/", segments);
            }
            from = to + 1;
        }
    }

    private static String encoded(String text, Escapes.Part part) {
        var encoded = new StringBuilder(text.length());
        Escapes.encode(text, part, encoded);
        return encoded.toString();
    }

    private static boolean slash(char c) {
        return c == '/' || c == '\\';
    }

    private static boolean endsAuthority(char c) {
        return slash(c) || c == '?' || c == '#';
    }
}
