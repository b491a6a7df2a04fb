package parley.gateway.chatflow.page;

import java.util.ArrayList;
import java.util.List;

/// A pattern in which `*` stands for any run of characters, also an empty one, and every other
/// character for itself. Matches whole regions in linear time: the pieces between the stars are
/// found one after the other, each at its first place, and nothing is ever tried again.
public final class Glob {
    private final String prefix;
    private final List<Needle> middle;
    private final String suffix;
    private final boolean literal;

    private Glob(String prefix, List<Needle> middle, String suffix, boolean literal) {
        this.prefix = prefix;
        this.middle = middle;
        this.suffix = suffix;
        this.literal = literal;
    }

    /// Prepares a pattern.
    public static Glob of(String pattern) {
        int first = pattern.indexOf('*');
        if (first < 0) {
            return new Glob(pattern, List.of(), "", true);
        }
        int last = pattern.lastIndexOf('*');
        List<Needle> middle = new ArrayList<>();
        for (int from = first + 1; from < last; ) {
            int to = pattern.indexOf('*', from);
            if (to > from) {
                middle.add(Needle.of(pattern.substring(from, to)));
            }
            from = to + 1;
        }
        return new Glob(
                pattern.substring(0, first),
                List.copyOf(middle),
                pattern.substring(last + 1),
                false);
    }

    /// Whether a whole region matches.
    public boolean matches(CharSequence text, int from, int to) {
        int length = to - from;
        if (literal) {
            return length == prefix.length() && has(text, from, prefix);
        }
        if (length < prefix.length() + suffix.length()
                || !has(text, from, prefix)
                || !has(text, to - suffix.length(), suffix)) {
            return false;
        }
        int at = from + prefix.length();
        int end = to - suffix.length();
        for (int i = 0; i < middle.size(); i++) {
            var piece = middle.get(i);
            int found = piece.in(text, at, end);
            if (found < 0) {
                return false;
            }
            at = found + piece.text().length();
        }
        return true;
    }

    /// The texts that every match contains.
    public List<String> pieces() {
        List<String> pieces = new ArrayList<>();
        pieces.add(prefix);
        middle.forEach(it -> pieces.add(it.text()));
        pieces.add(suffix);
        return pieces;
    }

    private static boolean has(CharSequence text, int at, String part) {
        for (int i = 0; i < part.length(); i++) {
            if (text.charAt(at + i) != part.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
