package parley.gateway.chatflow.page;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The pairs of a query, parsed as a form (WHATWG application/x-www-form-urlencoded) and in NFC;
/// the first [#MAX] of them.
public final class QueryPairs {
    /// More pairs are not looked at (cases.md rule 4).
    public static final int MAX = 256;

    private static final QueryPairs NONE = new QueryPairs(new String[0], new String[0], false);

    private final String[] names;
    private final String[] values;
    private final boolean capped;

    private QueryPairs(String[] names, String[] values, boolean capped) {
        this.names = names;
        this.values = values;
        this.capped = capped;
    }

    /// Parses a query without its `?`.
    public static QueryPairs parse(String query) {
        if (query.isEmpty()) {
            return NONE;
        }
        var names = new String[8];
        var values = new String[8];
        int count = 0;
        for (int from = 0; from < query.length(); ) {
            int amp = query.indexOf('&', from);
            int to = amp < 0 ? query.length() : amp;
            if (to > from && count == MAX) {
                return new QueryPairs(names, values, true);
            }
            if (to > from) {
                if (count == names.length) {
                    names = Arrays.copyOf(names, 2 * count);
                    values = Arrays.copyOf(values, 2 * count);
                }
                int equals = query.indexOf('=', from);
                boolean valueless = equals < 0 || equals >= to;
                names[count] = decoded(query.substring(from, valueless ? to : equals));
                values[count] = valueless ? "" : decoded(query.substring(equals + 1, to));
                count++;
            }
            from = to + 1;
        }
        return new QueryPairs(Arrays.copyOf(names, count), Arrays.copyOf(values, count), false);
    }

    /// How many there are.
    public int count() {
        return names.length;
    }

    /// Whether there were more than [#MAX].
    public boolean capped() {
        return capped;
    }

    /// Decoded name of the pair at an index.
    public String name(int i) {
        return names[i];
    }

    /// Decoded value of the pair at an index.
    public String value(int i) {
        return values[i];
    }

    /// The same with names and values folded.
    QueryPairs folded() {
        return new QueryPairs(folded(names), folded(values), capped);
    }

    /// A text that is the same for the same pairs in any order, and for no others.
    public String multiset() {
        return IntStream.range(0, names.length)
                .mapToObj(i -> escaped(names[i]) + "=" + escaped(values[i]))
                .sorted()
                .collect(Collectors.joining("&"));
    }

    private static String escaped(String text) {
        return text.replace("%", "%25").replace("&", "%26").replace("=", "%3D");
    }

    private static String[] folded(String[] texts) {
        var folded = new String[texts.length];
        Arrays.setAll(folded, i -> CaseFolding.fold(texts[i]));
        return folded;
    }

    private static String decoded(String text) {
        return Normalizer.normalize(Escapes.bytesDecoded(text, true), Normalizer.Form.NFC);
    }
}
