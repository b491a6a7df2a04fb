package parley.gateway.chatflow.page;

import java.util.List;
import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.page.Escapes.Part;

/// One way of writing an address, `scheme://host[:port]/path[?query][#fragment]`, with the places
/// where its parts start. Rules are compared with regions of it, so that nothing is cut out per
/// rule.
///
/// @param text the whole address
/// @param host index of the host
/// @param path index of the path, which is the end of host and port
/// @param query index of `?`, or where it would be: the end of the path
/// @param fragment index of `#`, or where it would be: the end of the query
/// @param decoded whether path, query and fragment are decoded
public record Form(String text, int host, int path, int query, int fragment, boolean decoded) {
    private static final int MAX_PORT_DIGITS = 5;

    /// Where a region ends that has the fragment in it or not.
    public int end(boolean withFragment) {
        return withFragment ? text.length() : fragment;
    }

    /// Whether the path ends with a slash.
    public boolean slashed() {
        return text.charAt(query - 1) == '/';
    }

    /// The canonical form of an address (cases.md rule 1).
    public static Form of(WebAddress address) {
        return join(
                address.secure() ? "https://" : "http://",
                address.authority(),
                Escapes.canonical(address.path(), Part.PATH),
                address.query() == null ? "" : "?" + Escapes.canonical(address.query(), Part.QUERY),
                address.fragment() == null
                        ? ""
                        : "#" + Escapes.canonical(address.fragment(), Part.FRAGMENT),
                false);
    }

    /// A rule's address, which may lack parts; those that are there are canonical.
    ///
    /// @param query with its `?`, or empty
    /// @param fragment with its `#`, or empty
    public static Form ofRule(
            boolean secure, String authority, String path, String query, String fragment) {
        return join(secure ? "https://" : "http://", authority, path, query, fragment, false);
    }

    /// The canonical form of an address that is canonical already, without a copy: what nearly
    /// every browser sends. Null if anything in it needs a closer look.
    static @Nullable Form ofCanonical(String href) {
        int host = href.startsWith("https://") ? 8 : href.startsWith("http://") ? 7 : -1;
        if (host < 0) {
            return null;
        }
        int colon = host;
        while (colon < href.length() && plainInHost(href.charAt(colon))) {
            colon++;
        }
        if (colon == host || href.charAt(colon - 1) == '.') {
            return null;
        }
        int path = endOfPort(href, colon, host == 8);
        if (!at(href, path, '/')) {
            return null;
        }
        int query = endOfPath(href, path);
        int fragment = at(href, query, '?') ? endOf(href, query + 1, Part.QUERY) : query;
        int end = at(href, fragment, '#') ? endOf(href, fragment + 1, Part.FRAGMENT) : fragment;
        return end == href.length() ? new Form(href, host, path, query, fragment, false) : null;
    }

    /// This form without case.
    public Form folded() {
        boolean escaped = text.indexOf('%') >= 0;
        if (!escaped && text.chars().allMatch(c -> c < 0x80)) {
            return new Form(CaseFolding.fold(text), host, path, query, fragment, decoded);
        }
        return join(
                text.substring(0, host),
                CaseFolding.fold(text.substring(host, path)),
                folded(text.substring(path, query), Part.PATH),
                folded(text.substring(query, fragment), Part.QUERY),
                folded(text.substring(fragment), Part.FRAGMENT),
                decoded);
    }

    /// This canonical form and the other ways of writing it: encoded before decoded.
    List<Form> variants() {
        boolean escaped = text.indexOf('%') >= 0;
        var unicode = Host.toUnicode(text.substring(host, path));
        boolean renamed = unicode.length() != path - host || !text.startsWith(unicode, host);
        if (!escaped && !renamed) {
            return List.of(this);
        }
        if (!renamed) {
            return List.of(this, onceDecoded());
        }
        var other = withHost(unicode);
        return escaped
                ? List.of(this, other, onceDecoded(), other.onceDecoded())
                : List.of(this, other);
    }

    /// This form without its query.
    Form queryless() {
        return query == fragment
                ? this
                : new Form(
                        text.substring(0, query) + text.substring(fragment),
                        host,
                        path,
                        query,
                        query,
                        decoded);
    }

    private Form onceDecoded() {
        return join(
                text.substring(0, host),
                text.substring(host, path),
                Escapes.decoded(text.substring(path, query)),
                Escapes.decoded(text.substring(query, fragment)),
                Escapes.decoded(text.substring(fragment)),
                true);
    }

    private Form withHost(String authority) {
        return join(
                text.substring(0, host),
                authority,
                text.substring(path, query),
                text.substring(query, fragment),
                text.substring(fragment),
                decoded);
    }

    private static Form join(
            String scheme,
            String authority,
            String path,
            String query,
            String fragment,
            boolean decoded) {
        int pathAt = scheme.length() + authority.length();
        int queryAt = pathAt + path.length();
        return new Form(
                scheme + authority + path + query + fragment,
                scheme.length(),
                pathAt,
                queryAt,
                queryAt + query.length(),
                decoded);
    }

    private String folded(String part, Part kind) {
        return decoded ? CaseFolding.fold(part) : Escapes.folded(part, kind);
    }

    private static int endOfPath(String href, int from) {
        int i = from;
        while (i < href.length() && Escapes.plain(href.charAt(i), Part.PATH)) {
            char c = href.charAt(i);
            if (c == '\\' || (c == '.' && href.charAt(i - 1) == '/')) {
                return i; // perhaps a dot segment
            }
            i++;
        }
        return i;
    }

    private static int endOf(String href, int from, Part part) {
        int i = from;
        while (i < href.length() && Escapes.plain(href.charAt(i), part)) {
            i++;
        }
        return i;
    }

    /// Behind the port; at its colon, if it is not written as an address in canonical form has it:
    /// as a number without zeros before it, which is not the scheme's own.
    private static int endOfPort(String href, int colon, boolean secure) {
        if (!at(href, colon, ':')) {
            return colon;
        }
        int end = colon + 1;
        int port = 0;
        while (end < href.length() && end <= colon + MAX_PORT_DIGITS && digit(href.charAt(end))) {
            port = 10 * port + href.charAt(end) - '0';
            end++;
        }
        boolean plain =
                !at(href, colon + 1, '0')
                        && port > 0
                        && port <= WebAddress.MAX_PORT
                        && !WebAddress.defaultPort(secure, port);
        return plain ? end : colon;
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean at(String href, int i, char c) {
        return i < href.length() && href.charAt(i) == c;
    }

    private static boolean plainInHost(char c) {
        return (c >= 'a' && c <= 'z') || digit(c) || c == '.' || c == '-';
    }
}
