package parley.gateway.chatflow;

import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.UrlValue.Scheme;
import parley.gateway.chatflow.page.CaseFolding;
import parley.gateway.chatflow.page.Escapes;
import parley.gateway.chatflow.page.Fingerprint.Need;
import parley.gateway.chatflow.page.Form;
import parley.gateway.chatflow.page.Needle;
import parley.gateway.chatflow.page.PageView;

/// `contains`: the value is somewhere in the address, encoded or decoded once, host in punycode or
/// not; what falls on scheme and host is compared without case (cases.md rule 3).
///
/// @param typed the value
/// @param encoded the value with its escapes in canonical form, for the encoded texts; null if that
///   is the same
record ContainsCondition(
        Scheme scheme,
        boolean anyHost,
        boolean ignoreCase,
        boolean withFragment,
        Part typed,
        @Nullable Part encoded,
        Need need)
        implements PageCondition {
    static ContainsCondition of(String value, boolean ignoreCase) {
        var scheme = UrlValue.schemeOf(value);
        int after = UrlValue.afterScheme(scheme);
        var typed = value.substring(0, after).toLowerCase(Locale.ROOT) + value.substring(after);
        UnaryOperator<String> folding = ignoreCase ? CaseFolding::fold : UnaryOperator.identity();
        var encoded =
                ignoreCase
                        ? Escapes.folded(typed, Escapes.Part.PIECE)
                        : Escapes.canonical(typed, Escapes.Part.PIECE);
        var typedPart = Part.of(folding.apply(typed), !ignoreCase);
        boolean same = encoded.equals(typedPart.needle().text());
        return new ContainsCondition(
                scheme,
                value.startsWith("/"),
                ignoreCase,
                value.indexOf('#') >= 0,
                typedPart,
                same ? null : Part.of(encoded, !ignoreCase),
                same ? Need.of(List.of(encoded)) : Need.NOTHING);
    }

    @Override
    public boolean holds(PageView page) {
        if (!scheme.allows(page.secure())) {
            return false;
        }
        var texts = page.reading(ignoreCase).texts();
        for (int i = 0; i < texts.size(); i++) {
            var form = texts.get(i);
            int from = anyHost ? form.path() : 0;
            int to = form.end(withFragment);
            if (typed.in(form, from, to)
                    || (encoded != null && !form.decoded() && encoded.in(form, from, to))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean scans() {
        return true;
    }

    /// A text to be found, anywhere as it is, and without case where it falls on scheme and host,
    /// which are in lower case.
    ///
    /// @param folded the text without case; null if that makes no difference
    /// @param hostPart what is before the slash behind the host, without case
    /// @param rest the text from that slash; empty if there is none
    private record Part(Needle needle, @Nullable Needle folded, String hostPart, String rest) {
        static Part of(String text, boolean caseMatters) {
            int mark = text.indexOf("://");
            int behindScheme = mark >= 0 && text.indexOf('/') == mark + 1 ? mark + 3 : 0;
            int slash = text.indexOf('/', behindScheme);
            int end = slash < 0 ? text.length() : slash;
            var folded = CaseFolding.fold(text);
            boolean same = !caseMatters || folded.equals(text);
            return new Part(
                    Needle.of(text),
                    same ? null : Needle.of(folded),
                    CaseFolding.fold(text.substring(0, end)),
                    text.substring(end));
        }

        boolean in(Form form, int from, int to) {
            return needle.in(form.text(), from, to) >= 0
                    || (folded != null
                            && from == 0
                            && (folded.in(form.text(), 0, form.path()) >= 0 || endsHost(form, to)));
        }

        /// Whether the text begins on scheme or host and goes on behind them.
        private boolean endsHost(Form form, int to) {
            int start = form.path() - hostPart.length();
            return !rest.isEmpty()
                    && start >= 0
                    && form.text().startsWith(hostPart, start)
                    && form.path() + rest.length() <= to
                    && form.text().startsWith(rest, form.path());
        }
    }
}
