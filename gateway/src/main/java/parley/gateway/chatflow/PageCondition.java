package parley.gateway.chatflow;

import java.util.List;
import parley.gateway.chatflow.TargetingRule.OfPage;
import parley.gateway.chatflow.TargetingRule.QueryParameter;
import parley.gateway.chatflow.TargetingRule.Url;
import parley.gateway.chatflow.page.Fingerprint.Need;
import parley.gateway.chatflow.page.PageView;

/// A compiled rule on the page. Asked about web pages only; leaves nothing behind.
interface PageCondition {
    /// Whether the rule holds.
    boolean holds(PageView page);

    /// What a page's fingerprint must have for the rule to hold.
    Need need();

    /// Whether it may look at every character of the page; others look at a few.
    boolean scans();

    /// Compiles a rule.
    static PageCondition of(OfPage rule) {
        return switch (rule) {
            case Url(var operator, var value, var ignoreCase) -> of(operator, value, ignoreCase);
            case QueryParameter parameter -> QueryCondition.of(parameter);
        };
    }

    private static PageCondition of(Url.Operator operator, String value, boolean ignoreCase) {
        if (operator == Url.Operator.ALL_PAGES
                || (operator == Url.Operator.MATCHES_WILDCARD && value.equals("*"))) {
            return new Always();
        }
        if (operator == Url.Operator.CONTAINS) {
            return ContainsCondition.of(value, ignoreCase);
        }
        var alternatives =
                UrlValue.of(operator, value).stream()
                        .map(it -> of(operator, it, ignoreCase))
                        .toList();
        return alternatives.size() == 1 ? alternatives.getFirst() : new AnyOf(alternatives);
    }

    private static PageCondition of(Url.Operator operator, UrlValue value, boolean ignoreCase) {
        return switch (operator) {
            case IS -> IsCondition.of(value, ignoreCase);
            case IS_EXACTLY -> PrefixCondition.of(value, ignoreCase, true);
            case BEGINS_WITH -> PrefixCondition.of(value, ignoreCase, false);
            case MATCHES_WILDCARD -> WildcardCondition.of(value, ignoreCase);
            case ALL_PAGES, CONTAINS ->
                    throw Check.refused("operator", operator.toString(), "one with an address");
        };
    }

    /// Every page.
    record Always() implements PageCondition {
        @Override
        public boolean holds(PageView page) {
            return true;
        }

        @Override
        public Need need() {
            return Need.NOTHING;
        }

        @Override
        public boolean scans() {
            return false;
        }
    }

    /// One of several.
    record AnyOf(List<PageCondition> conditions) implements PageCondition {
        @Override
        public boolean holds(PageView page) {
            for (int i = 0; i < conditions.size(); i++) {
                if (conditions.get(i).holds(page)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public Need need() {
            return Need.NOTHING;
        }

        @Override
        public boolean scans() {
            return conditions.stream().anyMatch(PageCondition::scans);
        }
    }
}
