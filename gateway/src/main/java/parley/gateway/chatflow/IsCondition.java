package parley.gateway.chatflow;

import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.UrlValue.Scheme;
import parley.gateway.chatflow.page.Fingerprint.Need;
import parley.gateway.chatflow.page.Form;
import parley.gateway.chatflow.page.PageView;
import parley.gateway.chatflow.page.Reading;

/// Equality (cases.md rule 3): one trailing slash of the path is ignored; the query is compared as
/// a multiset of pairs if the value has one, the fragment if the value has one.
///
/// @param address host, port and path, or the path alone, without the slash at its end
/// @param pairs [parley.gateway.chatflow.page.QueryPairs#multiset] of the value; null if it has no
///   query
/// @param fragment with its `#`; null if the value has none
record IsCondition(
        Scheme scheme,
        boolean anyHost,
        boolean ignoreCase,
        String address,
        @Nullable String pairs,
        @Nullable String fragment,
        Need need)
        implements PageCondition {
    static IsCondition of(UrlValue value, boolean ignoreCase) {
        var form = ignoreCase ? value.form().folded() : value.form();
        var address = form.text().substring(value.start(form), unslashed(form));
        var query = value.query();
        return new IsCondition(
                value.scheme(),
                value.anyHost(),
                ignoreCase,
                address,
                query == null ? null : Reading.multiset(query, ignoreCase),
                value.hasFragment() ? form.text().substring(form.fragment()) : null,
                PrefixCondition.need(value, form, address));
    }

    @Override
    public boolean holds(PageView page) {
        var reading = page.reading(ignoreCase);
        var form = reading.form();
        int start = anyHost ? form.path() : form.host();
        return unslashed(form) - start == address.length()
                && form.text().startsWith(address, start)
                && scheme.allows(page.secure())
                && (pairs == null
                        || (!reading.pairs().capped() && reading.multiset().equals(pairs)))
                && (fragment == null || fragmentIs(fragment, form));
    }

    @Override
    public boolean scans() {
        return pairs != null;
    }

    /// An empty fragment is none.
    private static boolean fragmentIs(String fragment, Form form) {
        int length = form.text().length() - form.fragment();
        return length == 0
                ? fragment.length() == 1
                : length == fragment.length() && form.text().endsWith(fragment);
    }

    private static int unslashed(Form form) {
        return form.slashed() ? form.query() - 1 : form.query();
    }
}
