package parley.protocol.value;

import java.nio.charset.StandardCharsets;

/// The text of one message or comment: 1 to [#MAX_CODE_POINTS] code points, at most [#MAX_BYTES]
/// bytes of UTF-8, not blank, free of U+0000, lone surrogates and C0 controls other than line feed
/// and tab (contract §6, security.md "JSON"). Holding one proves that it was checked.
///
/// @param value the text as typed
public record MessageText(String value) {
    /// Upper bound in code points.
    public static final int MAX_CODE_POINTS = 4_000;

    /// Upper bound in bytes of UTF-8.
    public static final int MAX_BYTES = 12 * 1024;

    /// @throws IllegalArgumentException if the text breaks a bound; [#problem] says which
    public MessageText {
        var problem = problem(value);
        if (problem != Problem.NONE) {
            throw new IllegalArgumentException("body: " + problem);
        }
    }

    /// What is wrong with a text.
    public enum Problem {
        /// Nothing.
        NONE,
        /// Empty or white space only.
        BLANK,
        /// Over a bound.
        TOO_LONG,
        /// A character that cannot be stored or shown.
        BAD_CHARACTER
    }

    /// Checks a text without throwing.
    public static Problem problem(String text) {
        if (text.isBlank()) {
            return Problem.BLANK;
        }
        if (text.length() > 2 * MAX_CODE_POINTS
                || text.codePointCount(0, text.length()) > MAX_CODE_POINTS) {
            return Problem.TOO_LONG;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\n' && c != '\t') {
                return Problem.BAD_CHARACTER;
            }
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return Problem.BAD_CHARACTER;
                }
                i++;
            }
        }
        return text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES
                ? Problem.TOO_LONG
                : Problem.NONE;
    }
}
