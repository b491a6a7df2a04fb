package parley.gateway.chatflow;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.net.IDN;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.TargetingRule.OfPage;
import parley.gateway.chatflow.TargetingRule.OfVisitor;
import parley.gateway.chatflow.TargetingRule.QueryParameter;
import parley.gateway.chatflow.TargetingRule.Url;
import parley.gateway.chatflow.TargetingRule.Visitor;

/// Targeting straight from the rules of the specification, with nothing compiled, cached or shared
/// with the program but the records: slow, and easy to believe.
final class NaiveTargeting {
    private static final Pattern ADDRESS =
            Pattern.compile("(?is)(https?):[/\\\\]*([^/\\\\?#]*)([^?#]*)(\\?[^#]*)?(#.*)?");
    private static final Pattern VALUE =
            Pattern.compile("(?is)(https?://)?([^/\\\\?#]*)([^?#]*)(\\?[^#]*)?(#.*)?");
    private static final String PATH = " \"#<>?^`{}";
    private static final String QUERY = " \"#<>'^";
    private static final String FRAGMENT = " \"<>`^";
    private static final int KEPT = 0xF0000; // an escape that stays, as one private character

    private NaiveTargeting() {}

    static boolean wants(Target target, String href, VisitorFacts visitor) {
        return target.include().stream().anyMatch(it -> holds(it, href))
                && target.exclude().stream().noneMatch(it -> holds(it, href))
                && (target.groups().isEmpty()
                        || target.groups().stream().anyMatch(group -> all(group, visitor, false)))
                && target.excludeGroups().stream().noneMatch(group -> all(group, visitor, true));
    }

    static boolean holds(OfPage rule, String href) {
        var page = Page.of(href);
        if (page == null) {
            return false;
        }
        return switch (rule) {
            case Url url -> url(url, page);
            case QueryParameter query -> query(query, page);
        };
    }

    // Rule 6

    private static boolean all(Target.Group group, VisitorFacts visitor, boolean exclusion) {
        return group.rules().stream().allMatch(it -> holds(it, visitor, exclusion));
    }

    private static boolean holds(OfVisitor rule, VisitorFacts visitor, boolean exclusion) {
        var r = (Visitor) rule;
        var op = r.operator();
        if (r.fact().kind() == Fact.Kind.CONTACT) {
            return visitor.contact() == (op == Visitor.Operator.IS_KNOWN);
        }
        if (r.fact().kind() == Fact.Kind.LIST) {
            boolean in =
                    visitor.lists() != null
                            && r.values().stream().anyMatch(it -> visitor.lists().contains(it));
            return op == Visitor.Operator.IN_LIST ? in : visitor.lists() != null && !in;
        }
        var known = known(r.fact(), visitor);
        if (known == null) {
            return op == Visitor.Operator.IS_UNKNOWN
                    || (op == Visitor.Operator.IS_NONE_OF && !exclusion);
        }
        boolean fold =
                r.ignoreCase()
                        && (r.fact().kind() == Fact.Kind.PROPERTY
                                || r.fact().kind() == Fact.Kind.ATTRIBUTE
                                || r.fact().kind() == Fact.Kind.REFERRER);
        var actual = fold ? fold(known) : known;
        var values = r.values().stream().map(it -> fold ? fold(it) : it).toList();
        return switch (op) {
            case IS_KNOWN -> true;
            case IS_UNKNOWN -> false;
            case IS_ANY_OF -> values.stream().anyMatch(it -> same(r.fact(), actual, it));
            case IS_NONE_OF -> values.stream().noneMatch(it -> same(r.fact(), actual, it));
            case CONTAINS -> values.stream().anyMatch(actual::contains);
            case STARTS_WITH -> values.stream().anyMatch(actual::startsWith);
            case AT_LEAST -> compare(actual, values.getFirst(), 1);
            case AT_MOST -> compare(actual, values.getFirst(), -1);
            case IN_LIST, NOT_IN_LIST -> throw new AssertionError(op);
        };
    }

    private static @Nullable String known(Fact fact, VisitorFacts visitor) {
        return switch (fact.kind()) {
            case PROPERTY -> visitor.properties().get(fact.name());
            case ATTRIBUTE -> visitor.attributes().get(fact.name());
            case COUNTRY -> visitor.country();
            case DEVICE ->
                    visitor.device() == null
                            ? null
                            : visitor.device().name().toLowerCase(Locale.ROOT);
            case LANGUAGE -> visitor.language();
            case REFERRER -> visitor.referrer();
            case PAGE_VIEWS -> visitor.pageViews() == null ? null : visitor.pageViews().toString();
            case TIME_ON_SITE ->
                    visitor.timeOnSite() == null
                            ? null
                            : Long.toString(visitor.timeOnSite().toSeconds());
            case CONTACT, LIST -> throw new AssertionError(fact);
        };
    }

    private static boolean same(Fact fact, String actual, String value) {
        return actual.equals(value)
                || (fact.kind() == Fact.Kind.LANGUAGE && actual.startsWith(value + "-"));
    }

    private static boolean compare(String actual, String bound, int sign) {
        return actual.matches("[-+]?[0-9]{1,12}(\\.[0-9]{1,6})?")
                && sign * new BigDecimal(actual).compareTo(new BigDecimal(bound)) >= 0;
    }

    // Rule 4

    private static boolean query(QueryParameter rule, Page page) {
        boolean fold = rule.ignoreCase();
        var name = fold ? fold(rule.name()) : rule.name();
        var value = fold ? fold(rule.value()) : rule.value();
        return pairs(page.rawQuery, fold).stream()
                .limit(256)
                .filter(it -> it.getFirst().equals(name))
                .map(List::getLast)
                .anyMatch(it ->
                        rule.operator() == QueryParameter.Operator.IS
                                ? it.equals(value)
                                : it.contains(value));
    }

    private static List<List<String>> pairs(String query, boolean fold) {
        return Arrays.stream(query.split("&"))
                .filter(it -> !it.isEmpty())
                .map(it -> it.contains("=") ? it : it + "=")
                .map(it ->
                        List.of(
                                formDecoded(it.substring(0, it.indexOf('=')), fold),
                                formDecoded(it.substring(it.indexOf('=') + 1), fold)))
                .toList();
    }

    private static String formDecoded(String text, boolean fold) {
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            var rest = text.substring(i);
            if (rest.matches("(?s)%[0-9A-Fa-f]{2}.*")) {
                bytes.write(Integer.parseInt(rest.substring(1, 3), 16));
                i += 2;
            } else {
                bytes.write(rest.startsWith("+") ? ' ' : rest.charAt(0)); // a query is ASCII
            }
        }
        var decoded = nfc(bytes.toString(StandardCharsets.UTF_8));
        return fold ? fold(decoded) : decoded;
    }

    // Rules 1 to 3

    private static boolean url(Url rule, Page page) {
        boolean fold = rule.ignoreCase();
        var value = rule.value();
        return switch (rule.operator()) {
            case ALL_PAGES -> true;
            case CONTAINS -> contains(value, page, fold);
            case MATCHES_WILDCARD ->
                    value.equals("*")
                            || Value.of(value, false, false).stream()
                                    .anyMatch(it -> wildcard(it, page, fold));
            case BEGINS_WITH ->
                    Value.of(value, false, true).stream().anyMatch(it -> begins(it, page, fold));
            case IS -> Value.of(value, true, false).stream().anyMatch(it -> is(it, page, fold));
            case IS_EXACTLY ->
                    Value.of(value, true, false).stream().anyMatch(it -> exactly(it, page, fold));
        };
    }

    private static boolean is(Value value, Page page, boolean fold) {
        return value.schemeFits(page)
                && encoded(unslashed(value.host + value.path), fold)
                        .equals(
                                encoded(
                                        unslashed((value.anyHost ? "" : page.host) + page.path),
                                        fold))
                && (value.query == null
                        || (pairs(page.rawQuery, fold).size() <= 256
                                && sorted(pairs(value.query.substring(1), fold))
                                        .equals(sorted(pairs(page.rawQuery, fold)))))
                && (value.fragment == null
                        || encoded(value.fragment, fold)
                                .equals(
                                        encoded(
                                                page.fragment.isEmpty() ? "#" : page.fragment,
                                                fold)));
    }

    private static boolean exactly(Value value, Page page, boolean fold) {
        var query = value.query == null ? "" : inner(value.query, QUERY);
        return value.schemeFits(page)
                && encoded(
                                value.host
                                        + value.path
                                        + query
                                        + (value.fragment == null ? "" : value.fragment),
                                fold)
                        .equals(encoded(page.subject(value), fold));
    }

    private static boolean begins(Value value, Page page, boolean fold) {
        var query = value.query == null ? "" : inner(value.query, QUERY);
        var prefix =
                value.host + value.path + query + (value.fragment == null ? "" : value.fragment);
        return value.schemeFits(page)
                && encoded(page.subject(value), fold).startsWith(encoded(prefix, fold));
    }

    private static boolean contains(String value, Page page, boolean fold) {
        // the record has brought the value to NFC, run by run between its escapes
        boolean https = value.toLowerCase(Locale.ROOT).startsWith("https://");
        boolean http = value.toLowerCase(Locale.ROOT).startsWith("http://");
        if ((https || http) && https != page.scheme.equals("https")) {
            return false;
        }
        var rest = page.path + page.query + (value.contains("#") ? page.fragment : "");
        for (var host : List.of(page.host, unicode(page.host))) {
            var left = value.startsWith("/") ? "" : page.scheme + "://" + host;
            var canonical = encoded(inner(value, ""), fold);
            if (found(left, encoded(rest, fold), value, fold)
                    || found(left, encoded(rest, fold), canonical, fold)
                    || found(
                            left,
                            decoded(page.path)
                                    + decoded(page.query)
                                    + (value.contains("#") ? decoded(page.fragment) : ""),
                            value,
                            fold)) {
                return true;
            }
        }
        return false;
    }

    private static boolean found(String left, String right, String value, boolean fold) {
        var text = fold ? fold(left + right) : left + right;
        var wanted = fold ? fold(value) : value;
        for (int at = 0; at + wanted.length() <= text.length(); at++) {
            boolean same = true;
            for (int i = 0; i < wanted.length() && same; i++) {
                var a = text.substring(at + i, at + i + 1);
                var b = wanted.substring(i, i + 1);
                same =
                        a.equals(at + i < left.length() ? b.toLowerCase(Locale.ROOT) : b)
                                || (at + i < left.length() && a.equals(b));
            }
            if (same) {
                return true;
            }
        }
        return false;
    }

    private static boolean wildcard(Value value, Page page, boolean fold) {
        if (!value.schemeFits(page)
                || (!value.anyHost && !glob(value.host, fold ? fold(page.host) : page.host))) {
            return false;
        }
        var fragment = value.fragment == null ? "" : page.fragment;
        List<String> candidates = new ArrayList<>();
        candidates.add(page.path + page.query + fragment);
        if (value.query == null) {
            candidates.add(page.path + fragment);
            candidates.add(toggled(page.path) + fragment);
        }
        var pattern =
                value.path
                        + (value.query == null ? "" : inner(value.query, QUERY))
                        + (value.fragment == null ? "" : value.fragment);
        return candidates.stream().anyMatch(it -> glob(encoded(pattern, fold), encoded(it, fold)));
    }

    private static String toggled(String path) {
        return path.equals("/") ? path : path.endsWith("/") ? unslashed(path) : path + "/";
    }

    private static boolean glob(String pattern, String text) {
        var reached = new boolean[text.length() + 1];
        reached[0] = true;
        for (char p : pattern.toCharArray()) {
            var next = new boolean[text.length() + 1];
            for (int i = 0; i <= text.length(); i++) {
                next[i] =
                        p == '*'
                                ? reached[i] || (i > 0 && next[i - 1])
                                : i > 0 && reached[i - 1] && text.charAt(i - 1) == p;
            }
            reached = next;
        }
        return reached[text.length()];
    }

    private static String unslashed(String text) {
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private static List<String> sorted(List<List<String>> pairs) {
        return pairs.stream().map(Object::toString).sorted().toList();
    }

    // Inner form: decoded where decoding changes nothing, NFC, escapes that stay as one character.

    private static String inner(String text, String encodeSet) {
        var out = new StringBuilder();
        for (int i = 0; i < text.length(); ) {
            var rest = text.substring(i);
            if (!rest.matches("(?s)%[0-9A-Fa-f]{2}.*")) {
                out.append(rest.charAt(0));
                i++;
                continue;
            }
            var bytes = new ByteArrayOutputStream();
            while (text.substring(i).matches("(?s)%[0-9A-Fa-f]{2}.*")) {
                bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 3;
            }
            out.append(innerBytes(bytes.toByteArray()));
        }
        var canonical = nfc(out.toString());
        var encoded = new StringBuilder();
        canonical
                .codePoints()
                .forEach(c -> {
                    boolean escape =
                            c < 0x80
                                    && !encodeSet.isEmpty()
                                    && (c < ' ' || c == 0x7F || encodeSet.indexOf(c) >= 0);
                    encoded.appendCodePoint(escape ? KEPT + c : c);
                });
        return encoded.toString();
    }

    private static String innerBytes(byte[] bytes) {
        var out = new StringBuilder();
        for (int i = 0; i < bytes.length; ) {
            int b = bytes[i] & 0xFF;
            if (b < 0x80) {
                boolean unreserved = Character.toString(b).matches("[A-Za-z0-9._~-]");
                out.appendCodePoint(unreserved ? b : KEPT + b);
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

    private static String encoded(String inner, boolean fold) {
        var text = fold ? fold(inner) : inner;
        var out =
                text.codePoints()
                        .mapToObj(c ->
                                c >= KEPT && c < KEPT + 0x100
                                        ? "%%%02X".formatted(c - KEPT)
                                        : c < 0x80 ? Character.toString(c) : escaped(c))
                        .collect(Collectors.joining());
        return fold ? out.toLowerCase(Locale.ROOT) : out;
    }

    private static String decoded(String inner) {
        return nfc(
                inner.codePoints()
                        .mapToObj(c ->
                                c >= KEPT + 0x80 && c < KEPT + 0x100
                                        ? "%%%02X".formatted(c - KEPT)
                                        : Character.toString(
                                                c >= KEPT && c < KEPT + 0x80 ? c - KEPT : c))
                        .collect(Collectors.joining()));
    }

    private static String escaped(int c) {
        var out = new StringBuilder();
        for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
            out.append("%%%02X".formatted(b));
        }
        return out.toString();
    }

    private static String fold(String text) {
        return nfc(
                text.codePoints()
                        .map(c ->
                                c == 0x130 || c == 0x131
                                        ? c
                                        : Character.toLowerCase(Character.toUpperCase(c)))
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining()));
    }

    private static String nfc(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    private static String unicode(String host) {
        return IDN.toUnicode(host, IDN.ALLOW_UNASSIGNED);
    }

    /// Dot segments out, one by one.
    private static String resolved(String path) {
        var stack = new ArrayDeque<String>();
        var segments = path.replace('\\', '/').substring(path.isEmpty() ? 0 : 1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            var plain = segments[i].replaceAll("(?i)%2e", ".");
            boolean last = i == segments.length - 1;
            if (plain.equals("..")) {
                stack.pollLast();
            } else if (!plain.equals(".")) {
                stack.addLast(segments[i]);
            }
            if (last && (plain.equals("..") || plain.equals("."))) {
                stack.addLast("");
            }
        }
        return "/" + String.join("/", stack);
    }

    private static String hostOf(String authority, String scheme) {
        var text = authority.substring(authority.lastIndexOf('@') + 1);
        var port = text.replaceFirst("(?s)^.*?(:[0-9*]*)?$", "$1");
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

    /// @param host with port; parts in inner form with their marks
    private record Page(
            String scheme,
            String host,
            String path,
            String query,
            String fragment,
            String rawQuery) {
        static @Nullable Page of(String href) {
            var bytes = href.getBytes(StandardCharsets.UTF_8);
            var cut =
                    bytes.length <= 8192
                            ? href
                            : new String(bytes, 0, 8192, StandardCharsets.UTF_8);
            var m = ADDRESS.matcher(cut.strip().replaceAll("[\t\r\n]", ""));
            if (!m.matches() || m.group(2).isEmpty()) {
                return null;
            }
            var scheme = m.group(1).toLowerCase(Locale.ROOT);
            var host = hostOf(m.group(2), scheme);
            if (host.matches("(?s).*[ <>^|%\\[\\]].*|:?.{0}")) {
                return null;
            }
            var query = m.group(4) == null ? "" : m.group(4);
            return new Page(
                    scheme,
                    host.replaceFirst("\\.(:|$)", "$1"),
                    inner(resolved(m.group(3)), PATH),
                    query.isEmpty() ? "" : "?" + inner(query.substring(1), QUERY),
                    m.group(5) == null ? "" : "#" + inner(m.group(5).substring(1), FRAGMENT),
                    query.isEmpty() ? "" : serialised(query.substring(1)));
        }

        String subject(Value value) {
            return (value.anyHost ? "" : host)
                    + path
                    + query
                    + (value.fragment == null ? "" : fragment);
        }
    }

    /// What the standard makes of a query: ASCII.
    private static String serialised(String query) {
        return query.codePoints()
                .mapToObj(c ->
                        c >= 0x80 || c <= ' ' || c == 0x7F || "\"#<>'".indexOf(c) >= 0
                                ? escaped(c)
                                : Character.toString(c))
                .collect(Collectors.joining());
    }

    /// @param query as it was typed but ASCII, with `?`
    private record Value(
            @Nullable String scheme,
            boolean anyHost,
            String host,
            String path,
            @Nullable String query,
            @Nullable String fragment) {
        static List<Value> of(String text, boolean resolve, boolean prefix) {
            var m = VALUE.matcher(text);
            if (!m.matches()) {
                throw new AssertionError(text);
            }
            var scheme =
                    m.group(1) == null
                            ? null
                            : m.group(1).toLowerCase(Locale.ROOT).replace("://", "");
            if (scheme == null && m.group(2).matches(".*:(80|443)")) {
                return List.of(of(m, "http", resolve, prefix), of(m, "https", resolve, prefix));
            }
            return List.of(of(m, scheme, resolve, prefix));
        }

        boolean schemeFits(Page page) {
            return scheme == null || scheme.equals(page.scheme);
        }

        private static Value of(
                Matcher m, @Nullable String scheme, boolean resolve, boolean prefix) {
            boolean open =
                    prefix && m.group(3).isEmpty() && m.group(4) == null && m.group(5) == null;
            var host = hostOf(m.group(2), scheme == null ? "" : scheme);
            boolean portDropped = m.group(2).matches(".*:[0-9]+") && !host.contains(":");
            var path =
                    !m.group(3).isEmpty()
                            ? m.group(3).replace('\\', '/')
                            : !open || portDropped ? "/" : "";
            return new Value(
                    scheme,
                    m.group(2).isEmpty(),
                    open ? host : host.replaceFirst("\\.(:|$)", "$1"),
                    inner(resolve ? resolved(path) : path, PATH),
                    m.group(4) == null ? null : "?" + serialised(m.group(4).substring(1)),
                    m.group(5) == null ? null : "#" + inner(m.group(5).substring(1), FRAGMENT));
        }
    }
}
