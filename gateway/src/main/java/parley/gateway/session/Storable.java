package parley.gateway.session;

/// What of a text the database can keep.
final class Storable {
    private Storable() {}

    /// Control characters, which it cannot, become blanks.
    static String text(String text) {
        return text.codePoints()
                .map(c -> (c < ' ' && c != '\n' && c != '\t') || c == 0x7f ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
