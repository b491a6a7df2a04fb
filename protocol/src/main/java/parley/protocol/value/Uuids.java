package parley.protocol.value;

import java.util.UUID;

/// Parses UUIDs strictly: [UUID#fromString] also takes shortened groups and signs.
public final class Uuids {
    private static final int LENGTH = 36;
    private static final int HALF_DIGITS = 16;

    private Uuids() {}

    /// @throws IllegalArgumentException if the text is not 32 hexadecimal digits in 8-4-4-4-12 form
    public static UUID parse(String text) {
        if (text.length() != LENGTH) {
            throw new IllegalArgumentException(
                    "id: " + text.length() + " characters (expected: a UUID)");
        }
        long high = 0;
        long low = 0;
        int digits = 0;
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            int digit = dash ? 0 : hex(c);
            if (dash != (c == '-') || digit < 0) {
                throw new IllegalArgumentException("id: not a UUID (expected: 8-4-4-4-12)");
            }
            if (!dash) {
                if (digits++ < HALF_DIGITS) {
                    high = high << 4 | digit;
                } else {
                    low = low << 4 | digit;
                }
            }
        }
        return new UUID(high, low);
    }

    private static int hex(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        char lower = (char) (c | 0x20);
        return c < 128 && lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
