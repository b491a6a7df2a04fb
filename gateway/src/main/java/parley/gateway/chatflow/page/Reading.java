package parley.gateway.chatflow.page;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The forms of a page's address that rules are compared with, with case or without. Each is made
/// when it is first asked for.
public final class Reading {
    private final @Nullable Reading exact;
    private final String query;
    private @Nullable Form form;
    private @Nullable List<Form> texts;
    private @Nullable Form queryless;
    private @Nullable QueryPairs pairs;
    private @Nullable String multiset;

    private Reading(@Nullable Reading exact, @Nullable Form form, @Nullable String query) {
        this.exact = exact;
        this.form = form;
        this.query = query == null ? "" : query;
    }

    /// @param query as the standard serialises it: normalising it as a whole could melt a mark
    ///   between pairs into a combining character behind it
    static Reading exact(Form form, @Nullable String query) {
        return new Reading(null, form, query);
    }

    static Reading folded(Reading exact) {
        return new Reading(exact, null, null);
    }

    /// The canonical form.
    public Form form() {
        if (form == null) {
            form = source().form().folded();
        }
        return form;
    }

    /// All ways in which a person may write the address: encoded or decoded, the host in punycode
    /// or not. The encoded ones come first, and of them the canonical one.
    public List<Form> texts() {
        if (texts == null) {
            texts = exact == null ? form().variants() : folded(exact.texts());
        }
        return texts;
    }

    /// The canonical form without its query, with its fragment.
    public Form queryless() {
        if (queryless == null) {
            queryless = form().queryless();
        }
        return queryless;
    }

    /// The query's pairs.
    public QueryPairs pairs() {
        if (pairs == null) {
            pairs = exact == null ? QueryPairs.parse(query) : exact.pairs().folded();
        }
        return pairs;
    }

    /// [QueryPairs#multiset] of the pairs.
    public String multiset() {
        if (multiset == null) {
            multiset = pairs().multiset();
        }
        return multiset;
    }

    /// [QueryPairs#multiset] of another query.
    public static String multiset(String query, boolean ignoreCase) {
        var pairs = QueryPairs.parse(query);
        return (ignoreCase ? pairs.folded() : pairs).multiset();
    }

    private Reading source() {
        return exact == null ? this : exact;
    }

    private List<Form> folded(List<Form> exactTexts) {
        if (exactTexts.size() == 1) {
            return List.of(form());
        }
        List<Form> folded = new ArrayList<>();
        folded.add(form());
        for (int i = 1; i < exactTexts.size(); i++) {
            folded.add(exactTexts.get(i).folded());
        }
        return List.copyOf(folded);
    }
}
