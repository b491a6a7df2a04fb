package parley.gateway.chatflow.page;

import org.jspecify.annotations.Nullable;

/// One page a visitor opened, as targeting sees it (cases.md rule 1). Make one for an evaluation
/// and let it go: an open connection keeps the text alone.
///
/// What rules are compared with is worked out when the first rule asks and kept, so that it is done
/// once however many rules there are. Confined to one thread at a time.
public final class PageView {
    /// A page's address is cut here, in bytes of UTF-8.
    public static final int MAX_BYTES = 8_192;

    private static final Form NOWHERE = new Form("", 0, 0, 0, 0, false);

    private final boolean truncated;
    private final Reading exact;
    private final Reading folded;
    private @Nullable Fingerprint fingerprint;

    private PageView(Form encoded, @Nullable String query, boolean truncated) {
        this.truncated = truncated;
        this.exact = Reading.exact(encoded, query);
        this.folded = Reading.folded(exact);
    }

    /// Parses `location.href` of the top page. Never throws: what is not an http or https address
    /// becomes a page that no rule matches.
    public static PageView of(String href) {
        var cut = cut(href);
        boolean truncated = cut.length() < href.length();
        var canonical = Form.ofCanonical(cut);
        if (canonical != null) {
            var query =
                    canonical.query() == canonical.fragment()
                            ? null
                            : cut.substring(canonical.query() + 1, canonical.fragment());
            return new PageView(canonical, query, truncated);
        }
        var address = WebAddress.parse(cut);
        return address == null
                ? new PageView(NOWHERE, null, truncated)
                : new PageView(Form.of(address), address.query(), truncated);
    }

    /// Whether it is an http or https page; others match no rule.
    @SuppressWarnings("ReferenceEquality") // NOWHERE is one object
    public boolean isWebPage() {
        return exact.form().path() > 0;
    }

    /// Whether it is an https page.
    public boolean secure() {
        return exact.form().host() == "https://".length();
    }

    /// Whether the address was cut (URL-44).
    public boolean truncated() {
        return truncated;
    }

    /// Whether the query has more pairs than are looked at (QRY-16).
    public boolean queryCapped() {
        return exact.pairs().capped();
    }

    /// The address in canonical form without user name and password, to be stored and shown to
    /// agents (URL-25); empty for what is not a web page.
    public String url() {
        return exact.form().text();
    }

    /// Scheme, host, and port other than the scheme's own; empty for what is not a web page.
    public String origin() {
        return url().substring(0, exact.form().path());
    }

    /// How many characters a rule may look at that searches the whole address: each of its texts,
    /// twice.
    public int looks() {
        return 2 * url().length() * exact.texts().size();
    }

    /// The forms that rules are compared with.
    public Reading reading(boolean ignoreCase) {
        return ignoreCase ? folded : exact;
    }

    /// What the address contains, to reject most rules with one look.
    public Fingerprint fingerprint() {
        if (fingerprint == null) {
            fingerprint = Fingerprint.of(this);
        }
        return fingerprint;
    }

    private static String cut(String href) {
        if (href.length() <= MAX_BYTES / 3) {
            return href;
        }
        int bytes = 0;
        for (int i = 0; i < href.length(); ) {
            int c = href.codePointAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (bytes > MAX_BYTES) {
                return href.substring(0, i);
            }
            i += Character.charCount(c);
        }
        return href;
    }
}
