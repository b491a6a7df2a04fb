package parley.protocol.frame;

/// Checks of text that comes from outside.
final class Texts {
    private static final char REPLACEMENT = '\uFFFD';

    private Texts() {}

    /// Whether the text has neither U+0000 nor lone surrogates: PostgreSQL and UTF-8 have no place
    /// for them.
    static boolean storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || (Character.isSurrogate(c) && !pairAt(text, i++))) {
                return false;
            }
        }
        return true;
    }

    /// Cuts to `max` UTF-16 units and puts U+FFFD for what is not storable. For what a page reports
    /// of itself: a site's odd title must not cost its visitors the chat.
    static String cleaned(String text, int max) {
        if (text.length() <= max && storable(text)) {
            return text;
        }
        var cut = new StringBuilder(text.length() <= max ? text : text.substring(0, max));
        for (int i = 0; i < cut.length(); i++) {
            char c = cut.charAt(i);
            if (c == 0 || (Character.isSurrogate(c) && !pairAt(cut, i))) {
                cut.setCharAt(i, REPLACEMENT);
            } else if (Character.isSurrogate(c)) {
                i++;
            }
        }
        return cut.toString();
    }

    private static boolean pairAt(CharSequence text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
    }
}
