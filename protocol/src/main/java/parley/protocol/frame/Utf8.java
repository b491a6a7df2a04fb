package parley.protocol.frame;

/// Checks UTF-8 as RFC 3629 defines it. Needed although Jackson decodes it: Jackson takes the
/// overlong NUL `C0 80`, guesses UTF-16 from zero bytes and skips a byte order mark.
public final class Utf8 {
    private Utf8() {}

    /// Whether the bytes are UTF-8 without U+0000, which no JSON text can hold: no overlong form,
    /// no surrogate, nothing above U+10FFFF, nothing cut off.
    public static boolean valid(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int i = offset;
        while (i < end) {
            byte lead = bytes[i++];
            if (lead > 0) {
                continue;
            }
            int more = continuations(lead & 0xFF);
            if (more == 0 || end - i < more || !secondByteFits(lead & 0xFF, bytes[i] & 0xFF)) {
                return false;
            }
            for (int last = i + more; i < last; i++) {
                if ((bytes[i] & 0xC0) != 0x80) {
                    return false;
                }
            }
        }
        return true;
    }

    private static int continuations(int lead) {
        if (lead >= 0xC2 && lead <= 0xDF) {
            return 1;
        }
        if (lead >= 0xE0 && lead <= 0xEF) {
            return 2;
        }
        return lead >= 0xF0 && lead <= 0xF4 ? 3 : 0;
    }

    private static boolean secondByteFits(int lead, int second) {
        return switch (lead) {
            case 0xE0 -> second >= 0xA0;
            case 0xED -> second <= 0x9F;
            case 0xF0 -> second >= 0x90;
            case 0xF4 -> second <= 0x8F;
            default -> true;
        };
    }
}
