package parley.gateway.chatflow;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.TargetingRule.OfPage;
import parley.gateway.chatflow.TargetingRule.OfVisitor;
import parley.gateway.chatflow.TargetingRule.QueryParameter;
import parley.gateway.chatflow.TargetingRule.Url;
import parley.gateway.chatflow.TargetingRule.Visitor;

/// Targeting straight from the rules of the specification, with nothing compiled and nothing shared
/// with the program but the records: slow, and easy to believe.
final class NaiveTargeting {
    private final Map<Url, List<NaiveValue>> parsed =
            new HashMap<>(); // parsing is most of the time

    /// Rule 5.
    boolean wants(Target target, @Nullable NaivePage page, VisitorFacts visitor) {
        return page != null
                && target.include().stream().anyMatch(it -> holds(it, page))
                && target.exclude().stream().noneMatch(it -> holds(it, page))
                && (target.groups().isEmpty()
                        || target.groups().stream().anyMatch(it -> all(it, visitor, false)))
                && target.excludeGroups().stream().noneMatch(it -> all(it, visitor, true));
    }

    private boolean holds(OfPage rule, NaivePage page) {
        return switch (rule) {
            case Url url -> url(url, page);
            case QueryParameter query -> query(query, page);
        };
    }

    /// Rules 1 to 3.
    private boolean url(Url rule, NaivePage page) {
        boolean fold = rule.ignoreCase();
        var value = rule.value();
        return switch (rule.operator()) {
            case ALL_PAGES -> true;
            case CONTAINS -> contains(value, page, fold);
            case MATCHES_WILDCARD ->
                    value.equals("*")
                            || values(rule).stream().anyMatch(it -> wildcard(it, page, fold));
            case BEGINS_WITH -> values(rule).stream().anyMatch(it -> begins(it, page, fold));
            case IS -> values(rule).stream().anyMatch(it -> is(it, page, fold));
            case IS_EXACTLY -> values(rule).stream().anyMatch(it -> exactly(it, page, fold));
        };
    }

    private List<NaiveValue> values(Url rule) {
        return parsed.computeIfAbsent(rule, it -> NaiveValue.of(it.operator(), it.value()));
    }

    private static boolean is(NaiveValue value, NaivePage page, boolean fold) {
        var address = (value.anyHost() ? "" : page.host()) + page.path();
        return value.schemeFits(page)
                && same(
                        NaiveText.unslashed(value.host() + value.path()),
                        NaiveText.unslashed(address),
                        fold)
                && (value.query() == null
                        || samePairs(value.query().substring(1), page.rawQuery(), fold))
                && (value.fragment() == null
                        || same(
                                value.fragment(),
                                page.fragment().isEmpty() ? "#" : page.fragment(),
                                fold));
    }

    private static boolean samePairs(String query, String other, boolean fold) {
        var pairs = NaiveText.pairs(other, fold);
        return pairs.size() <= 256
                && NaiveText.sorted(NaiveText.pairs(query, fold)).equals(NaiveText.sorted(pairs));
    }

    private static boolean exactly(NaiveValue value, NaivePage page, boolean fold) {
        return value.schemeFits(page) && same(value.all(), page.subject(value), fold);
    }

    private static boolean same(String inner, String other, boolean fold) {
        return NaiveText.encoded(inner, fold).equals(NaiveText.encoded(other, fold));
    }

    private static boolean begins(NaiveValue value, NaivePage page, boolean fold) {
        return value.schemeFits(page)
                && NaiveText.encoded(page.subject(value), fold)
                        .startsWith(NaiveText.encoded(value.all(), fold));
    }

    private static boolean contains(String value, NaivePage page, boolean fold) {
        var lower = value.toLowerCase(Locale.ROOT);
        if ((lower.startsWith("https://") && !page.scheme().equals("https"))
                || (lower.startsWith("http://") && !page.scheme().equals("http"))) {
            return false;
        }
        boolean hash = value.contains("#");
        var rest = page.path() + page.query() + (hash ? page.fragment() : "");
        var encoded = NaiveText.encoded(rest, fold);
        var decoded =
                NaiveText.decoded(page.path())
                        + NaiveText.decoded(page.query())
                        + (hash ? NaiveText.decoded(page.fragment()) : "");
        var canonical = NaiveText.encoded(NaiveText.inner(value, NaiveText.NOTHING), fold);
        for (var host : List.of(page.host(), NaiveText.unicode(page.host()))) {
            var left = value.startsWith("/") ? "" : page.scheme() + "://" + host;
            if (found(left, encoded, value, fold)
                    || found(left, encoded, canonical, fold)
                    || found(left, decoded, value, fold)) {
                return true;
            }
        }
        return false;
    }

    /// Whether the value is in `left + right`, what falls on the left without case.
    private static boolean found(String left, String right, String value, boolean fold) {
        var text = fold ? NaiveText.fold(left + right) : left + right;
        var wanted = fold ? NaiveText.fold(value) : value;
        var lower = NaiveText.fold(wanted);
        for (int at = 0; at + wanted.length() <= text.length(); at++) {
            int onLeft = Math.clamp(left.length() - at, 0, wanted.length());
            if (text.startsWith(wanted.substring(onLeft), at + onLeft)
                    && (text.startsWith(lower.substring(0, onLeft), at)
                            || text.startsWith(wanted.substring(0, onLeft), at))) {
                return true;
            }
        }
        return false;
    }

    private static boolean wildcard(NaiveValue value, NaivePage page, boolean fold) {
        if (!value.schemeFits(page) || (!value.anyHost() && !glob(value.host(), page.host()))) {
            return false;
        }
        var fragment = value.fragment() == null ? "" : page.fragment();
        List<String> candidates = new ArrayList<>();
        candidates.add(page.path() + page.query() + fragment);
        if (value.query() == null) {
            candidates.add(page.path() + fragment);
            if (!page.path().endsWith("/")) {
                candidates.add(page.path() + "/" + fragment);
            } else if (!page.path().equals("/") && !value.path().endsWith("/")) {
                candidates.add(NaiveText.unslashed(page.path()) + fragment);
            }
        }
        var pattern = NaiveText.encoded(value.rest(), fold);
        return candidates.stream().anyMatch(it -> glob(pattern, NaiveText.encoded(it, fold)));
    }

    private static boolean glob(String pattern, String text) {
        var reached = new boolean[text.length() + 1];
        reached[0] = true;
        for (char p : pattern.toCharArray()) {
            var next = new boolean[text.length() + 1];
            for (int i = 0; i <= text.length(); i++) {
                next[i] =
                        p == '*'
                                ? reached[i] || (i > 0 && next[i - 1])
                                : i > 0 && reached[i - 1] && text.charAt(i - 1) == p;
            }
            reached = next;
        }
        return reached[text.length()];
    }

    /// Rule 4.
    private static boolean query(QueryParameter rule, NaivePage page) {
        boolean fold = rule.ignoreCase();
        var name = fold ? NaiveText.fold(rule.name()) : rule.name();
        var value = fold ? NaiveText.fold(rule.value()) : rule.value();
        return NaiveText.pairs(page.rawQuery(), fold).stream()
                .limit(256)
                .filter(it -> it.getFirst().equals(name))
                .map(List::getLast)
                .anyMatch(it ->
                        rule.operator() == QueryParameter.Operator.IS
                                ? it.equals(value)
                                : it.contains(value));
    }

    /// Rule 6.
    private static boolean all(Target.Group group, VisitorFacts visitor, boolean exclusion) {
        return group.rules().stream().allMatch(it -> holds(it, visitor, exclusion));
    }

    private static boolean holds(OfVisitor rule, VisitorFacts visitor, boolean exclusion) {
        return switch (rule) {
            case Visitor it when it.fact().kind() == Fact.Kind.CONTACT ->
                    visitor.contact() == (it.operator() == Visitor.Operator.IS_KNOWN);
            case Visitor it when it.fact().kind() == Fact.Kind.LIST -> list(it, visitor);
            case Visitor it -> compared(it, known(it.fact(), visitor), exclusion);
        };
    }

    private static boolean list(Visitor rule, VisitorFacts visitor) {
        if (visitor.lists() == null) {
            return false;
        }
        boolean in = rule.values().stream().anyMatch(visitor.lists()::contains);
        return in == (rule.operator() == Visitor.Operator.IN_LIST);
    }

    private static boolean compared(Visitor rule, @Nullable String known, boolean exclusion) {
        if (known == null) {
            return rule.operator() == Visitor.Operator.IS_UNKNOWN
                    || (rule.operator() == Visitor.Operator.IS_NONE_OF && !exclusion);
        }
        var kind = rule.fact().kind();
        boolean fold = rule.ignoreCase() && (kind.named() || kind == Fact.Kind.REFERRER);
        var actual = fold ? NaiveText.fold(known) : known;
        var values = rule.values().stream().map(it -> fold ? NaiveText.fold(it) : it).toList();
        return switch (rule.operator()) {
            case IS_KNOWN -> true;
            case IS_UNKNOWN -> false;
            case IS_ANY_OF -> values.stream().anyMatch(it -> same(kind, actual, it));
            case IS_NONE_OF -> values.stream().noneMatch(it -> same(kind, actual, it));
            case CONTAINS -> values.stream().anyMatch(actual::contains);
            case STARTS_WITH -> values.stream().anyMatch(actual::startsWith);
            case AT_LEAST -> number(actual) && compare(actual, values) >= 0;
            case AT_MOST -> number(actual) && compare(actual, values) <= 0;
            case IN_LIST, NOT_IN_LIST -> throw new AssertionError(rule);
        };
    }

    private static boolean same(Fact.Kind kind, String actual, String value) {
        return actual.equals(value)
                || (kind == Fact.Kind.LANGUAGE && actual.startsWith(value + "-"));
    }

    private static boolean number(String text) {
        return text.matches("[-+]?[0-9]{1,12}(\\.[0-9]{1,6})?");
    }

    private static int compare(String actual, List<String> bound) {
        return new BigDecimal(actual).compareTo(new BigDecimal(bound.getFirst()));
    }

    private static @Nullable String known(Fact fact, VisitorFacts visitor) {
        return switch (fact.kind()) {
            case PROPERTY -> visitor.properties().get(fact.name());
            case ATTRIBUTE -> visitor.attributes().get(fact.name());
            case COUNTRY -> visitor.country();
            case LANGUAGE -> visitor.language();
            case REFERRER -> visitor.referrer();
            case DEVICE ->
                    visitor.device() == null
                            ? null
                            : visitor.device().name().toLowerCase(Locale.ROOT);
            case PAGE_VIEWS -> visitor.pageViews() == null ? null : visitor.pageViews().toString();
            case TIME_ON_SITE ->
                    visitor.timeOnSite() == null
                            ? null
                            : Long.toString(visitor.timeOnSite().toSeconds());
            case CONTACT, LIST -> throw new AssertionError(fact);
        };
    }
}
