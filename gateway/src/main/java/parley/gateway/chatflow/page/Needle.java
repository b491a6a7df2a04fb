package parley.gateway.chatflow.page;

/// A text to be found in others in linear time, whatever both are: short ones as the JDK finds
/// them, which is fast and looks at each character [#SHORT] times at most, long ones by Knuth,
/// Morris and Pratt, with at most two looks.
public final class Needle {
    private static final int SHORT = 16;

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
        if (to - from < text.length()) {
            return -1;
        }
        return text.length() <= SHORT && hay instanceof String string
                ? string.indexOf(text, from, to)
                : searched(hay, from, to);
    }

    private int searched(CharSequence hay, int from, int to) {
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
