package parley.gateway.chatflow;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.UrlValue.Scheme;
import parley.gateway.chatflow.page.Fingerprint.Need;
import parley.gateway.chatflow.page.Form;
import parley.gateway.chatflow.page.Glob;
import parley.gateway.chatflow.page.PageView;

/// `matches wildcard`: the pattern matches the whole canonical form (cases.md rule 3). A pattern
/// without `?` is content with the address less its query, and then one slash at the end of the
/// path is ignored, as `is` does (URL-37 d and e, URL-39 c).
///
/// @param host pattern of host and port; null for any
/// @param rest pattern of what is behind
/// @param queryless whether the query may be left out
/// @param slashed alternative to `rest` for paths that end with a slash; null if there is none
/// @param unslashed the same for the other paths
record WildcardCondition(
        Scheme scheme,
        @Nullable Glob host,
        boolean ignoreCase,
        boolean withFragment,
        Glob rest,
        boolean queryless,
        @Nullable Glob slashed,
        @Nullable Glob unslashed,
        Need need)
        implements PageCondition {
    static WildcardCondition of(UrlValue value, boolean ignoreCase) {
        var form = ignoreCase ? value.form().folded() : value.form();
        var text = form.text();
        var path = text.substring(form.path(), form.query()).replaceAll("\\*+", "*");
        var behind = text.substring(form.query());
        var host = value.anyHost() ? null : Glob.of(text.substring(form.host(), form.path()));
        boolean queryless = !value.hasQuery();
        var bare = path.endsWith("/*") ? path.substring(0, path.length() - 2) : cut(path, "/");
        boolean open = path.endsWith("/") || path.endsWith("*");
        return new WildcardCondition(
                value.scheme(),
                host,
                ignoreCase,
                value.hasFragment(),
                Glob.of(path + behind),
                queryless,
                queryless && !open ? Glob.of(path + "/" + behind) : null,
                queryless && !bare.isEmpty() && !bare.equals(path) ? Glob.of(bare + behind) : null,
                need(host, queryless ? bare : path, behind));
    }

    @Override
    public boolean holds(PageView page) {
        var reading = page.reading(ignoreCase);
        var form = reading.form();
        if (!scheme.allows(page.secure())
                || (host != null && !host.matches(form.text(), form.host(), form.path()))) {
            return false;
        }
        return rest.matches(form.text(), form.path(), form.end(withFragment))
                || (queryless && holdsQueryless(withFragment ? reading.queryless() : form));
    }

    @Override
    public boolean scans() {
        return true;
    }

    private boolean holdsQueryless(Form form) {
        var alternative = form.slashed() ? slashed : unslashed;
        int end = withFragment ? form.text().length() : form.query();
        return rest.matches(form.text(), form.path(), end)
                || (alternative != null && alternative.matches(form.text(), form.path(), end));
    }

    private static Need need(@Nullable Glob host, String path, String behind) {
        List<String> pieces = new ArrayList<>(Glob.of(path + "*" + behind).pieces());
        var need = Need.of(pieces);
        return need.mask() != 0 || host == null ? need : Need.of(host.pieces());
    }

    private static String cut(String text, String end) {
        return text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
    }
}
