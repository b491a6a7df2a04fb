package parley.gateway.chatflow.page;

/// A text to be found in others in linear time (Knuth, Morris, Pratt): at most two looks at each
/// character, whatever both texts are.
public final class Needle {
    private final String text;
    private final int[] border;

    private Needle(String text, int[] border) {
        this.text = text;
        this.border = border;
    }

    /// Prepares a text, which is not empty.
    public static Needle of(String text) {
        var border = new int[text.length()];
        for (int i = 1, k = 0; i < text.length(); i++) {
            while (k > 0 && text.charAt(i) != text.charAt(k)) {
                k = border[k - 1];
            }
            if (text.charAt(i) == text.charAt(k)) {
                k++;
            }
            border[i] = k;
        }
        return new Needle(text, border);
    }

    /// The text.
    public String text() {
        return text;
    }

    /// Index of the first occurrence that lies within a region; -1 if there is none.
    public int in(CharSequence hay, int from, int to) {
        int matched = 0;
        int i = from;
        while (to - i >= text.length() - matched) {
            if (hay.charAt(i) == text.charAt(matched)) {
                i++;
                matched++;
                if (matched == text.length()) {
                    return i - matched;
                }
            } else if (matched == 0) {
                i++;
            } else {
                matched = border[matched - 1];
            }
        }
        return -1;
    }
}
