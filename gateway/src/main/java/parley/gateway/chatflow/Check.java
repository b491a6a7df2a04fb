package parley.gateway.chatflow;

import java.util.HashSet;
import java.util.List;

/// Refuses bad values with "field: value (expected: …)".
final class Check {
    private Check() {}

    /// @return the text, trimmed
    static String text(String field, String value, int min, int max) {
        var trimmed = trim(value);
        if (trimmed.isEmpty() && min > 0) {
            throw refused(field, quoted(value), "a non-empty text");
        }
        int length = trimmed.codePointCount(0, trimmed.length());
        if (length > max) {
            throw refused(field, length + " characters", "at most " + max);
        }
        for (int i = 0; i < trimmed.length(); i++) {
            char c = trimmed.charAt(i);
            if ((c < ' ' && c != '\n' && c != '\t') || unpaired(trimmed, i)) {
                throw refused(
                        field,
                        "U+%04X at %d".formatted((int) c, i),
                        "no control characters and no unpaired surrogates");
            }
        }
        return trimmed;
    }

    static void range(String field, long value, long min, long max) {
        if (value < min || value > max) {
            throw refused(
                    field,
                    Long.toString(value),
                    max == Long.MAX_VALUE || max == Integer.MAX_VALUE
                            ? ">= " + min
                            : min + ".." + max);
        }
    }

    /// @return an immutable copy
    static <T> List<T> list(String field, List<T> values, int max) {
        if (values.size() > max) {
            throw refused(field, values.size() + " items", "at most " + max);
        }
        return List.copyOf(values);
    }

    /// @return an immutable copy without repeated items
    static <T> List<T> distinct(String field, List<T> values, int max) {
        var copy = list(field, values, max);
        if (new HashSet<>(copy).size() < copy.size()) {
            throw refused(field, copy.toString(), "no item twice");
        }
        return copy;
    }

    static RefusedValue refused(String field, String value, String expected) {
        return new RefusedValue(new Problem(field, value, expected));
    }

    /// @return the text in quotes, shortened
    static String quoted(String text) {
        int end = text.offsetByCodePoints(0, Math.min(40, text.codePointCount(0, text.length())));
        return "\"" + text.substring(0, end) + (end < text.length() ? "…\"" : "\"");
    }

    /// Removes what Unicode calls White_Space at both ends; [String#strip] keeps U+0085 and the
    /// no-break spaces.
    static String trim(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && whiteSpace(text.charAt(from))) {
            from++;
        }
        while (to > from && whiteSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean whiteSpace(char c) {
        return c == ' '
                || (c >= '\t' && c <= '\r')
                || c == 0x85
                || Character.isSpaceChar(c); // Zs, Zl, Zp: the rest of White_Space
    }

    private static boolean unpaired(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c)
                && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
