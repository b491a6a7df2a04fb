package parley.loadtest.crowd;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// What people write, and how it is recognised: every body begins with its portal's canary, so that
/// one that is seen elsewhere gives itself away.
public final class Texts {
    private static final int CANARY_AT = 1;
    private static final int CANARY_DIGITS = 16;
    private static final int SHORTEST = 20;
    private static final int LONGEST = 2_000;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final String[] WORDS = {
        "hello",
        "order",
        "blue",
        "größer",
        "please",
        "naïve",
        "when",
        "👋",
        "🚚",
        "parcel",
        "日本",
        "👩‍👩‍👧",
        "returns",
        "price",
        "Straße",
        "ok",
        "🙂",
        "thank you"
    };

    private Texts() {}

    /// A body of 20 to 2,000 bytes, short ones more often.
    public static String body(long canary, RandomGenerator random) {
        double share = random.nextDouble();
        int bytes = (int) (SHORTEST * Math.pow((double) LONGEST / SHORTEST, share));
        var text = new StringBuilder(LONGEST);
        text.append('[').append(HexFormat.of().toHexDigits(canary)).append(']');
        for (int length = text.length(); ; ) {
            var word = WORDS[random.nextInt(WORDS.length)];
            length += 1 + word.getBytes(StandardCharsets.UTF_8).length;
            if (length > bytes) {
                return text.toString();
            }
            text.append(' ').append(word);
        }
    }

    /// The canary of a body; 0 if it has none.
    public static long canary(String body) {
        int end = CANARY_AT + CANARY_DIGITS;
        if (body.length() <= end || body.charAt(0) != '[' || body.charAt(end) != ']') {
            return 0;
        }
        return HexFormat.fromHexDigitsToLong(body, CANARY_AT, end);
    }

    /// FNV-1a of an entry as clients and the table alike know it.
    public static long hash(String kind, String actorKind, String body) {
        long hash = FNV_OFFSET;
        for (byte b : (kind + "\t" + actorKind + "\t" + body).getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * FNV_PRIME;
        }
        return hash;
    }
}
