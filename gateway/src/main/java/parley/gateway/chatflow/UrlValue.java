package parley.gateway.chatflow;

import java.util.List;
import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.TargetingRule.Url.Operator;
import parley.gateway.chatflow.page.Escapes;
import parley.gateway.chatflow.page.Form;
import parley.gateway.chatflow.page.Host;
import parley.gateway.chatflow.page.QueryPairs;
import parley.gateway.chatflow.page.WebAddress;

/// The address in a URL rule, normalised like a page (cases.md rule 2).
///
/// @param scheme the one it names
/// @param anyHost whether it starts with the path
/// @param form with the parts that the rule names; the host is meaningless with `anyHost`
/// @param query as the standard serialises it; null if there is none, or it is not parsed
record UrlValue(Scheme scheme, boolean anyHost, Form form, @Nullable String query) {
    private static final String EXAMPLE = "an address such as www.example.com/pricing";

    /// What a rule demands of the page's scheme.
    enum Scheme {
        ANY,
        HTTP,
        HTTPS;

        boolean allows(boolean secure) {
            return this == ANY || (this == HTTPS) == secure;
        }
    }

    /// The addresses that a value stands for: two if it names no scheme and the port that one of
    /// them has for its own, which is left out for that scheme alone.
    ///
    /// @param value trimmed, in NFC
    /// @throws IllegalArgumentException if it is no address, or never matches as meant
    static List<UrlValue> of(Operator operator, String value) {
        var split = split(value);
        var hostAndPort = split.authority.substring(split.authority.lastIndexOf('@') + 1);
        var port = hostAndPort.substring(WebAddress.portColon(hostAndPort));
        if (split.scheme == Scheme.ANY && (port.equals(":80") || port.equals(":443"))) {
            return List.of(
                    normalised(operator, new Split(Scheme.HTTP, hostAndPort, split.rest)),
                    normalised(operator, new Split(Scheme.HTTPS, hostAndPort, split.rest)));
        }
        return List.of(normalised(operator, new Split(split.scheme, hostAndPort, split.rest)));
    }

    /// The scheme that a value names, in any case.
    static Scheme schemeOf(String value) {
        return value.regionMatches(true, 0, "https://", 0, 8)
                ? Scheme.HTTPS
                : value.regionMatches(true, 0, "http://", 0, 7) ? Scheme.HTTP : Scheme.ANY;
    }

    /// Where the text behind the scheme starts.
    static int afterScheme(Scheme scheme) {
        return switch (scheme) {
            case ANY -> 0;
            case HTTP -> 7;
            case HTTPS -> 8;
        };
    }

    boolean hasQuery() {
        return form.query() < form.fragment();
    }

    boolean hasFragment() {
        return form.fragment() < form.text().length();
    }

    /// Where the compared region of a form starts.
    int start(Form of) {
        return anyHost ? of.path() : of.host();
    }

    /// @param authority empty if the value starts with the path
    private record Split(Scheme scheme, String authority, String rest) {}

    private static Split split(String value) {
        var scheme = schemeOf(value);
        var text = value.substring(afterScheme(scheme));
        int end = 0;
        while (end < text.length() && "/\\?#".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        if (scheme == Scheme.ANY && text.startsWith("//")) {
            throw refused(value, "no // at the start");
        }
        boolean path = scheme == Scheme.ANY && text.startsWith("/");
        if (end == 0 && !path) {
            throw refused(value, "a host or a path, " + EXAMPLE + " or /pricing");
        }
        if (scheme == Scheme.ANY && text.startsWith("://", end - 1)) {
            throw refused(value, "http://, https:// or no scheme");
        }
        return new Split(scheme, text.substring(0, end), text.substring(end));
    }

    private static UrlValue normalised(Operator operator, Split split) {
        return switch (operator) {
            case IS, IS_EXACTLY -> address(split);
            case BEGINS_WITH -> prefix(split);
            case MATCHES_WILDCARD -> pattern(split);
            case ALL_PAGES, CONTAINS ->
                    throw Check.refused("operator", operator.toString(), "one with an address");
        };
    }

    private static UrlValue address(Split split) {
        boolean anyHost = split.authority.isEmpty();
        var text =
                (split.scheme == Scheme.HTTPS ? "https://" : "http://")
                        + (anyHost ? "host" : split.authority)
                        + split.rest;
        var address = WebAddress.parse(text);
        if (address == null) {
            throw refused(split.authority + split.rest, EXAMPLE);
        }
        var query = address.query();
        if (query != null && QueryPairs.parse(query).capped()) {
            throw refused(
                    split.authority + split.rest, "at most " + QueryPairs.MAX + " parameters");
        }
        return new UrlValue(split.scheme, anyHost, Form.of(address), query);
    }

    private static UrlValue prefix(Split split) {
        if (split.authority.isEmpty()) {
            return withRest(split.scheme, "", split.rest);
        }
        int colon = WebAddress.portColon(split.authority);
        boolean openHost = split.rest.isEmpty() && colon == split.authority.length();
        var host = split.authority.substring(0, colon);
        var ascii = openHost ? Host.partToAscii(host) : Host.toAscii(host);
        var port = split.authority.substring(colon);
        if (ascii == null || !port.matches("(:[0-9]{0,5})?")) {
            throw refused(split.authority, EXAMPLE);
        }
        if (openHost) {
            return withRest(split.scheme, ascii, "");
        }
        boolean openPort = split.rest.isEmpty() && port.equals(":");
        if (openPort || !dropped(split.scheme, port)) {
            return withRest(split.scheme, ascii + port, split.rest);
        }
        // The port was the end of the host, so the slash behind it must stay.
        return withRest(split.scheme, ascii, split.rest.isEmpty() ? "/" : split.rest);
    }

    private static UrlValue pattern(Split split) {
        boolean star = split.authority.indexOf('*') >= 0 || split.rest.indexOf('*') >= 0;
        if (star && split.rest.indexOf('/') < 0) {
            throw refused(
                    split.authority + split.rest, "a / behind the host, or * alone for all pages");
        }
        var rest = split.rest.isEmpty() ? "/" : split.rest;
        if (split.authority.isEmpty()) {
            return withRest(split.scheme, "", rest);
        }
        int colon = WebAddress.portColon(split.authority);
        var ascii = Host.partToAscii(split.authority.substring(0, colon));
        var port = split.authority.substring(colon);
        if (ascii == null || !port.matches("(:[0-9*]{0,5})?")) {
            throw refused(split.authority, EXAMPLE + ", * in labels of ASCII letters only");
        }
        var host = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
        return withRest(split.scheme, dropped(split.scheme, port) ? host : host + port, rest);
    }

    /// Canonicalises what is behind the host without resolving dot segments.
    private static UrlValue withRest(Scheme scheme, String authority, String rest) {
        int hash = rest.indexOf('#');
        int end = hash < 0 ? rest.length() : hash;
        int mark = rest.indexOf('?');
        int pathEnd = mark < 0 || mark > end ? end : mark;
        var path = rest.substring(0, pathEnd).replace('\\', '/');
        var form =
                Form.ofRule(
                        scheme == Scheme.HTTPS,
                        authority,
                        path.isEmpty() && !rest.isEmpty()
                                ? "/"
                                : Escapes.canonical(path, Escapes.Part.PATH),
                        Escapes.canonical(rest.substring(pathEnd, end), Escapes.Part.QUERY),
                        Escapes.canonical(rest.substring(end), Escapes.Part.FRAGMENT));
        return new UrlValue(scheme, authority.isEmpty(), form, null);
    }

    private static boolean dropped(Scheme scheme, String port) {
        return switch (scheme) {
            case ANY -> port.equals(":");
            case HTTP -> port.equals(":") || port.equals(":80");
            case HTTPS -> port.equals(":") || port.equals(":443");
        };
    }

    private static RefusedValue refused(String value, String expected) {
        return Check.refused("value", Check.quoted(value), expected);
    }
}
