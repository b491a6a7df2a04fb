package parley.gateway.chatflow.page;

import java.util.List;

/// Which runs of three characters an address has, as 512 bits: a rule that needs a run which is not
/// there is rejected with one look. Case is folded as far as ASCII goes, so that one fingerprint
/// serves both kinds of rule.
public final class Fingerprint {
    /// Words of the fingerprint.
    static final int WORDS = 8;

    private static final int RUN = 3;

    private final long[] bits = new long[WORDS];

    private Fingerprint() {}

    static Fingerprint of(PageView page) {
        var fingerprint = new Fingerprint();
        var texts = page.reading(false).texts();
        fingerprint.add(texts);
        if (texts.size() > 1) {
            fingerprint.add(page.reading(true).texts()); // folding may turn others into ASCII
        }
        return fingerprint;
    }

    /// Whether all these bits are set in a word.
    public boolean has(int word, long mask) {
        return (bits[word] & mask) == mask;
    }

    private void add(List<Form> forms) {
        for (int i = 0; i < forms.size(); i++) {
            add(forms.get(i).text(), bits);
        }
    }

    private static void add(String text, long[] bits) {
        int hash = 0;
        for (int i = 0; i < text.length(); i++) {
            hash = rolled(hash, text.charAt(i));
            if (i >= RUN - 1) {
                int bit = bit(hash);
                bits[bit >>> 6] |= 1L << bit;
            }
        }
    }

    /// The last three characters, ten bits each.
    private static int rolled(int hash, char c) {
        int folded = c >= 'A' && c <= 'Z' ? c | 0x20 : c;
        return (hash << 10 | (folded & 0x3FF)) & 0x3FFFFFFF;
    }

    private static int bit(int hash) {
        return (hash * 0x9E3779B1) >>> 23;
    }

    /// What a rule needs of a page's fingerprint: some bits of one word.
    ///
    /// @param word which
    /// @param mask 0: nothing
    public record Need(int word, long mask) {
        /// Nothing is needed.
        public static final Need NOTHING = new Need(0, 0);

        /// Whether a page may have it.
        public boolean in(Fingerprint page) {
            return page.has(word, mask);
        }

        /// What a page that contains all these texts has; the word in which most of it is.
        public static Need of(List<String> texts) {
            var bits = new long[WORDS];
            texts.forEach(it -> add(it, bits));
            int best = 0;
            for (int i = 1; i < WORDS; i++) {
                if (Long.bitCount(bits[i]) > Long.bitCount(bits[best])) {
                    best = i;
                }
            }
            return bits[best] == 0 ? NOTHING : new Need(best, bits[best]);
        }
    }
}
