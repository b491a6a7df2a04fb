package parley.gateway.chatflow.page;

import org.jspecify.annotations.Nullable;

/// Punycode (RFC 3492). `java.net.IDN` speaks IDNA 2003, which turns ß into ss: another host than
/// the one browsers go to.
final class Punycode {
    private static final int BASE = 36;
    private static final int T_MIN = 1;
    private static final int T_MAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int INITIAL_BIAS = 72;
    private static final int INITIAL_N = 0x80;

    private Punycode() {}

    /// Encodes a label, without the prefix `xn--`.
    static String encode(String label) {
        var codePoints = label.codePoints().toArray();
        var out = new StringBuilder();
        for (int c : codePoints) {
            if (c < INITIAL_N) {
                out.append((char) c);
            }
        }
        int basic = out.length();
        int done = basic;
        if (basic > 0) {
            out.append('-');
        }
        int n = INITIAL_N;
        long delta = 0;
        int bias = INITIAL_BIAS;
        while (done < codePoints.length) {
            int next = Integer.MAX_VALUE;
            for (int c : codePoints) {
                if (c >= n && c < next) {
                    next = c;
                }
            }
            delta += (long) (next - n) * (done + 1);
            n = next;
            for (int c : codePoints) {
                if (c < n) {
                    delta++;
                } else if (c == n) {
                    appendNumber(delta, bias, out);
                    bias = adapt(delta, done + 1, done == basic);
                    delta = 0;
                    done++;
                }
            }
            delta++;
            n++;
        }
        return out.toString();
    }

    /// Decodes a label without its prefix `xn--`; null if it is not punycode.
    static @Nullable String decode(String label) {
        int delimiter = label.lastIndexOf('-');
        var out = new StringBuilder(delimiter < 0 ? "" : label.substring(0, delimiter));
        int length = out.length(); // in code points
        int n = INITIAL_N;
        long i = 0;
        int bias = INITIAL_BIAS;
        for (int at = delimiter + 1; at < label.length(); ) {
            long before = i;
            long weight = 1;
            for (int k = BASE; ; k += BASE) {
                int digit = at < label.length() ? digit(label.charAt(at++)) : -1;
                i += digit * weight;
                if (digit < 0 || i > Integer.MAX_VALUE) {
                    return null;
                }
                int threshold = threshold(k, bias);
                if (digit < threshold) {
                    break;
                }
                weight *= BASE - threshold;
                if (weight > Integer.MAX_VALUE) {
                    return null;
                }
            }
            length++;
            bias = adapt(i - before, length, before == 0);
            n += (int) (i / length);
            i %= length;
            if (n < INITIAL_N || n > Character.MAX_CODE_POINT || (n >= 0xD800 && n <= 0xDFFF)) {
                return null;
            }
            out.insert(out.offsetByCodePoints(0, (int) i), Character.toChars(n));
            i++;
        }
        return out.toString();
    }

    private static void appendNumber(long value, int bias, StringBuilder out) {
        long rest = value;
        for (int k = BASE; ; k += BASE) {
            int threshold = threshold(k, bias);
            if (rest < threshold) {
                out.append(letter((int) rest));
                return;
            }
            out.append(letter((int) (threshold + (rest - threshold) % (BASE - threshold))));
            rest = (rest - threshold) / (BASE - threshold);
        }
    }

    private static int threshold(int k, int bias) {
        return Math.clamp(k - bias, T_MIN, T_MAX);
    }

    private static int adapt(long delta, int length, boolean first) {
        long rest = first ? delta / DAMP : delta / 2;
        rest += rest / length;
        int k = 0;
        while (rest > (BASE - T_MIN) * T_MAX / 2) {
            rest /= BASE - T_MIN;
            k += BASE;
        }
        return (int) (k + (BASE - T_MIN + 1) * rest / (rest + SKEW));
    }

    private static char letter(int digit) {
        return (char) (digit < 26 ? 'a' + digit : '0' + digit - 26);
    }

    private static int digit(char c) {
        return c >= 'a' && c <= 'z'
                ? c - 'a'
                : c >= 'A' && c <= 'Z' ? c - 'A' : c >= '0' && c <= '9' ? c - '0' + 26 : -1;
    }
}
