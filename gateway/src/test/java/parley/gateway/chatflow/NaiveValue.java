package parley.gateway.chatflow;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.TargetingRule.Url.Operator;

/// The address in a rule, by rule 2.
///
/// @param host with port
/// @param path in inner form, as is the fragment
/// @param query as the standard serialises it
record NaiveValue(
        @Nullable String scheme,
        boolean anyHost,
        String host,
        String path,
        @Nullable String query,
        @Nullable String fragment) {
    private static final Pattern VALUE =
            Pattern.compile("(?is)(https?://)?([^/\\\\?#]*)([^?#]*)(\\?[^#]*)?(#.*)?");

    /// Two addresses if there is no scheme and a port that one scheme has for its own.
    static List<NaiveValue> of(Operator operator, String text) {
        var m = VALUE.matcher(text);
        if (!m.matches()) {
            throw new AssertionError(text);
        }
        if (m.group(1) == null && m.group(2).matches(".*:(80|443)")) {
            return List.of(of(operator, m, "http"), of(operator, m, "https"));
        }
        return List.of(
                of(
                        operator,
                        m,
                        m.group(1) == null
                                ? null
                                : m.group(1).toLowerCase(Locale.ROOT).replace("://", "")));
    }

    boolean schemeFits(NaivePage page) {
        return scheme == null || scheme.equals(page.scheme());
    }

    /// Everything behind the scheme, in inner form.
    String all() {
        return host + rest();
    }

    /// Everything behind the host, in inner form.
    String rest() {
        return path
                + (query == null ? "" : NaiveText.inner(query, NaiveText.QUERY))
                + (fragment == null ? "" : fragment);
    }

    private static NaiveValue of(Operator operator, Matcher m, @Nullable String scheme) {
        boolean open =
                operator == Operator.BEGINS_WITH
                        && m.group(3).isEmpty()
                        && m.group(4) == null
                        && m.group(5) == null;
        boolean resolve = operator == Operator.IS || operator == Operator.IS_EXACTLY;
        var host =
                NaiveText.host(m.group(2), scheme == null ? "" : scheme)
                        + (open && m.group(2).endsWith(":") ? ":" : "");
        boolean portDropped = m.group(2).matches(".*:[0-9]+") && !host.contains(":");
        var written = m.group(3).replace('\\', '/');
        var path = !written.isEmpty() ? written : !open || portDropped ? "/" : "";
        return new NaiveValue(
                scheme,
                m.group(2).isEmpty(),
                open ? host : NaiveText.undotted(host),
                NaiveText.inner(resolve ? NaiveText.resolved(path) : path, NaiveText.PATH),
                m.group(4) == null ? null : NaiveText.serialised(m.group(4)),
                m.group(5) == null
                        ? null
                        : "#" + NaiveText.inner(m.group(5).substring(1), NaiveText.FRAGMENT));
    }
}
