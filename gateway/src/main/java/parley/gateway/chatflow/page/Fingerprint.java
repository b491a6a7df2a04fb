package parley.gateway.chatflow.page;

import java.util.List;

/// Which runs of three characters an address has, as 1,024 bits: a rule that needs a run which is
/// not there is rejected with one look. Case is folded as far as ASCII goes, so that one
/// fingerprint serves both kinds of rule.
public final class Fingerprint {
    private static final int WORDS = 16;
    private static final int SHIFT =
            Integer.SIZE - Integer.numberOfTrailingZeros(WORDS * Long.SIZE);
    private static final int RUN = 3;

    private final long[] bits = new long[WORDS];

    private Fingerprint() {}

    static Fingerprint of(PageView page) {
        var fingerprint = new Fingerprint();
        var exact = page.reading(false);
        var texts = exact.texts();
        fingerprint.add(texts);
        if (texts.size() > 1) {
            fingerprint.add(page.reading(true).texts()); // folding may turn others into ASCII
        }
        if (spelledOtherwise(exact.form())) {
            fingerprint.add(exact.pairs());
            fingerprint.add(page.reading(true).pairs());
        }
        return fingerprint;
    }

    /// Whether all these bits are set in a word.
    public boolean has(int word, long mask) {
        return (bits[word] & mask) == mask;
    }

    /// Whether the query's pairs are other texts than those in the query.
    private static boolean spelledOtherwise(Form form) {
        var text = form.text();
        return text.indexOf('%', form.query()) >= 0 || text.indexOf('+', form.query()) >= 0;
    }

    private void add(List<Form> forms) {
        for (int i = 0; i < forms.size(); i++) {
            add(forms.get(i).text(), bits);
        }
    }

    private void add(QueryPairs pairs) {
        for (int i = 0; i < pairs.count(); i++) {
            add(pairs.name(i), bits);
            add(pairs.value(i), bits);
        }
    }

    private static void add(String text, long[] bits) {
        int length = text.length();
        if (length < RUN) {
            return;
        }
        int hash = rolled(rolled(0, text.charAt(0)), text.charAt(1));
        for (int i = RUN - 1; i < length; i++) {
            hash = rolled(hash, text.charAt(i));
            int bit = bit(hash);
            bits[bit >>> 6] |= 1L << bit;
        }
    }

    /// The last three characters, ten bits each. One bit is set in all of them: that folds letters,
    /// makes twins of a few other characters, and needs no branch.
    private static int rolled(int hash, char c) {
        return (hash << 10 | ((c | 0x20) & 0x3FF)) & 0x3FFFFFFF;
    }

    private static int bit(int hash) {
        return (hash * 0x9E3779B1) >>> SHIFT;
    }

    /// What a rule needs of a page's fingerprint. Its fullest word is looked at first: that is
    /// enough to reject nearly every page.
    public static final class Need {
        /// Nothing is needed.
        public static final Need NOTHING = new Need(new long[WORDS]);

        private final long[] bits;
        private final int word;

        private Need(long[] bits) {
            this.bits = bits;
            int fullest = 0;
            for (int i = 1; i < WORDS; i++) {
                if (Long.bitCount(bits[i]) > Long.bitCount(bits[fullest])) {
                    fullest = i;
                }
            }
            this.word = fullest;
        }

        /// What a page that contains all these texts has.
        public static Need of(List<String> texts) {
            var bits = new long[WORDS];
            texts.forEach(it -> add(it, bits));
            return new Need(bits);
        }

        /// The word in which most of it is.
        public int word() {
            return word;
        }

        /// Its bits in that word; 0: nothing is needed.
        public long mask() {
            return bits[word];
        }

        /// Whether a page may have it.
        public boolean in(Fingerprint page) {
            for (int i = 0; i < WORDS; i++) {
                if (!page.has(i, bits[i])) {
                    return false;
                }
            }
            return true;
        }
    }
}
