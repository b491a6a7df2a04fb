package parley.gateway.chatflow;

import java.util.List;
import parley.gateway.chatflow.UrlValue.Scheme;
import parley.gateway.chatflow.page.Fingerprint.Need;
import parley.gateway.chatflow.page.Form;
import parley.gateway.chatflow.page.PageView;

/// `begins with`: a plain prefix of the canonical form, the query included, the fragment if the
/// value has one. `is exactly`: the same, and nothing behind it.
///
/// @param whole whether nothing may follow
record PrefixCondition(
        Scheme scheme,
        boolean anyHost,
        boolean ignoreCase,
        boolean withFragment,
        boolean whole,
        String prefix,
        Need need)
        implements PageCondition {
    private static final int TELLING = 4;

    static PrefixCondition of(UrlValue value, boolean ignoreCase, boolean whole) {
        var form = ignoreCase ? value.form().folded() : value.form();
        int end = value.hasFragment() ? form.text().length() : form.fragment();
        var prefix = form.text().substring(value.start(form), end);
        return new PrefixCondition(
                value.scheme(),
                value.anyHost(),
                ignoreCase,
                value.hasFragment(),
                whole,
                prefix,
                need(value, form, prefix));
    }

    @Override
    public boolean holds(PageView page) {
        var form = page.reading(ignoreCase).form();
        int start = anyHost ? form.path() : form.host();
        int rest = form.end(withFragment) - start - prefix.length();
        return rest >= 0
                && (rest == 0 || !whole)
                && form.text().startsWith(prefix, start)
                && scheme.allows(page.secure());
    }

    @Override
    public boolean scans() {
        return false;
    }

    /// Chatflows of one portal share their hosts: what comes behind tells more.
    static Need need(UrlValue value, Form form, String address) {
        var behindHost = address.substring(form.path() - value.start(form));
        return Need.of(List.of(behindHost.length() < TELLING ? address : behindHost));
    }
}
