package parley.gateway.chatflow;

/// Decimal numbers in texts, as millionths: at most twelve digits before the point and six behind.
/// Compares exactly and leaves nothing behind.
final class Decimal {
    private static final int MAX_WHOLE = 12;
    private static final int MAX_FRACTION = 6;

    /// What is no such number.
    static final long NONE = Long.MIN_VALUE;

    private Decimal() {}

    /// Whether a text is such a number.
    static boolean isOne(String text) {
        return millionths(text) != NONE;
    }

    /// The number in millionths; [#NONE] if the text is none.
    static long millionths(String text) {
        int start = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        long value = 0;
        int whole = 0;
        int fraction = -1; // no point yet
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' && fraction < 0 && whole > 0) {
                fraction = 0;
            } else if (c < '0' || c > '9') {
                return NONE;
            } else {
                value = 10 * value + c - '0';
                if (fraction >= 0) {
                    fraction++;
                } else {
                    whole++;
                }
            }
            if (whole > MAX_WHOLE || fraction > MAX_FRACTION) {
                return NONE;
            }
        }
        if (whole == 0 || fraction == 0) {
            return NONE;
        }
        for (int i = Math.max(fraction, 0); i < MAX_FRACTION; i++) {
            value *= 10;
        }
        return text.charAt(0) == '-' ? -value : value;
    }
}
