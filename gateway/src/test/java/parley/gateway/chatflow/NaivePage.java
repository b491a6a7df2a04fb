package parley.gateway.chatflow;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A page by rule 1.
///
/// @param host with port
/// @param path in inner form, as are query and fragment, which have their marks or are empty
/// @param rawQuery as the standard serialises it, without its mark
record NaivePage(
        String scheme, String host, String path, String query, String fragment, String rawQuery) {
    private static final Pattern ADDRESS =
            Pattern.compile("(?is)(https?):[/\\\\]*([^/\\\\?#]*)([^?#]*)(\\?[^#]*)?(#.*)?");

    /// @return null for what is not a web page
    static @Nullable NaivePage of(String href) {
        var bytes = href.getBytes(StandardCharsets.UTF_8);
        var cut = bytes.length <= 8192 ? href : new String(bytes, 0, 8192, StandardCharsets.UTF_8);
        var m = ADDRESS.matcher(cut.strip().replaceAll("[\t\r\n]", ""));
        if (!m.matches() || m.group(2).isEmpty()) {
            return null;
        }
        var scheme = m.group(1).toLowerCase(Locale.ROOT);
        var host = NaiveText.undotted(NaiveText.host(m.group(2), scheme));
        if (host.isEmpty() || host.matches("(?s):.*|.*[ <>^|%].*")) {
            return null;
        }
        var query = m.group(4) == null ? "" : m.group(4);
        var fragment = m.group(5) == null ? "" : m.group(5);
        return new NaivePage(
                scheme,
                host,
                NaiveText.inner(NaiveText.resolved(m.group(3)), NaiveText.PATH),
                query.isEmpty() ? "" : "?" + NaiveText.inner(query.substring(1), NaiveText.QUERY),
                fragment.isEmpty()
                        ? ""
                        : "#" + NaiveText.inner(fragment.substring(1), NaiveText.FRAGMENT),
                query.isEmpty() ? "" : NaiveText.serialised(query.substring(1)));
    }

    /// What a value is compared with: the host and the fragment only if it names them.
    String subject(NaiveValue value) {
        return (value.anyHost() ? "" : host)
                + path
                + query
                + (value.fragment() == null ? "" : fragment);
    }
}
