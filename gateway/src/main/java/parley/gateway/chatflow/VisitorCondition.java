package parley.gateway.chatflow;

import java.util.List;
import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.TargetingRule.OfVisitor;
import parley.gateway.chatflow.TargetingRule.Visitor;
import parley.gateway.chatflow.page.CaseFolding;
import parley.gateway.chatflow.page.Needle;

/// A compiled rule on the visitor (cases.md rule 6).
///
/// @param fact what is compared
/// @param operator how
/// @param texts values in the form they are compared in
/// @param needles the same, prepared to be found
/// @param bound in millionths, for the operators that compare numbers
/// @param ignoreCase whether the fact's text is folded
/// @param missing what is said when the fact is not known
record VisitorCondition(
        Fact fact,
        Visitor.Operator operator,
        List<String> texts,
        List<Needle> needles,
        long bound,
        boolean ignoreCase,
        Truth missing) {
    private static final long MILLION = 1_000_000;

    /// Compiles a rule.
    ///
    /// @param exclusion whether it stands in an exclusion, where `is none of` says nothing about
    ///   what is not known
    static VisitorCondition of(OfVisitor rule, boolean exclusion) {
        return switch (rule) {
            case Visitor(var fact, var operator, var values, var ignoreCase) -> {
                boolean folding = ignoreCase && fact.kind().foldable();
                var texts = folding ? values.stream().map(CaseFolding::fold).toList() : values;
                yield new VisitorCondition(
                        fact,
                        operator,
                        texts,
                        texts.stream().map(Needle::of).toList(),
                        operator.numeric() ? Decimal.millionths(values.getFirst()) : 0,
                        folding,
                        missing(operator, exclusion));
            }
        };
    }

    /// What the rule says of a visitor.
    Truth truth(VisitorFacts visitor) {
        return switch (fact.kind()) {
            case CONTACT -> Truth.of(visitor.contact() == (operator == Visitor.Operator.IS_KNOWN));
            case LIST -> list(visitor);
            case PAGE_VIEWS -> visitor.pageViews() == null ? missing : whole(visitor.pageViews());
            case TIME_ON_SITE ->
                    visitor.timeOnSite() == null
                            ? missing
                            : whole(visitor.timeOnSite().toSeconds());
            case PROPERTY -> text(visitor.properties().get(fact.name()));
            case ATTRIBUTE -> text(visitor.attributes().get(fact.name()));
            case COUNTRY -> text(visitor.country());
            case DEVICE -> text(visitor.device() == null ? null : visitor.device().wireName());
            case LANGUAGE -> text(visitor.language());
            case REFERRER -> text(visitor.referrer());
        };
    }

    private static Truth missing(Visitor.Operator operator, boolean exclusion) {
        return switch (operator) {
            case IS_UNKNOWN -> Truth.TRUE;
            case IS_KNOWN -> Truth.FALSE;
            case IS_NONE_OF -> exclusion ? Truth.UNKNOWN : Truth.TRUE;
            default -> Truth.UNKNOWN;
        };
    }

    private Truth list(VisitorFacts visitor) {
        var lists = visitor.lists();
        if (lists == null) {
            return missing;
        }
        boolean member = false;
        for (int i = 0; i < texts.size() && !member; i++) {
            member = lists.contains(texts.get(i));
        }
        return Truth.of(member == (operator == Visitor.Operator.IN_LIST));
    }

    private Truth whole(long known) {
        return compared(Math.min(known, Integer.MAX_VALUE) * MILLION);
    }

    private Truth compared(long millionths) {
        return switch (operator) {
            case AT_LEAST -> Truth.of(millionths >= bound);
            case AT_MOST -> Truth.of(millionths <= bound);
            default -> Truth.of(operator == Visitor.Operator.IS_KNOWN);
        };
    }

    private Truth text(@Nullable String known) {
        if (known == null) {
            return missing;
        }
        return switch (operator) {
            case IS_KNOWN -> Truth.TRUE;
            case IS_UNKNOWN -> Truth.FALSE;
            case AT_LEAST, AT_MOST -> {
                long millionths = Decimal.millionths(known);
                yield millionths == Decimal.NONE ? Truth.FALSE : compared(millionths);
            }
            case IS_NONE_OF -> Truth.of(!anyIn(known));
            default -> Truth.of(anyIn(known));
        };
    }

    private boolean anyIn(String known) {
        var actual = ignoreCase ? CaseFolding.fold(known) : known;
        for (int i = 0; i < texts.size(); i++) {
            if (in(actual, i)) {
                return true;
            }
        }
        return false;
    }

    private boolean in(String actual, int i) {
        var text = texts.get(i);
        return switch (operator) {
            case CONTAINS -> needles.get(i).in(actual, 0, actual.length()) >= 0;
            case STARTS_WITH -> actual.startsWith(text);
            default ->
                    fact.kind() == Fact.Kind.LANGUAGE ? refines(actual, text) : actual.equals(text);
        };
    }

    /// Whether a tag is the other or more exact: `fr-ca` refines `fr` (GRP-23).
    private static boolean refines(String tag, String range) {
        return tag.startsWith(range)
                && (tag.length() == range.length() || tag.charAt(range.length()) == '-');
    }
}
