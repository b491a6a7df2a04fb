package parley.gateway.chatflow;

import java.util.List;
import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.TargetingRule.QueryParameter;
import parley.gateway.chatflow.page.CaseFolding;
import parley.gateway.chatflow.page.Fingerprint.Need;
import parley.gateway.chatflow.page.Needle;
import parley.gateway.chatflow.page.PageView;

/// A parameter of the query has the value, or contains it, in any of its occurrences (cases.md rule
/// 4).
///
/// @param part what the value contains; null if it must be equal to `value`
record QueryCondition(
        String name, String value, @Nullable Needle part, boolean ignoreCase, Need need)
        implements PageCondition {
    static QueryCondition of(QueryParameter rule) {
        var name = rule.ignoreCase() ? CaseFolding.fold(rule.name()) : rule.name();
        var value = rule.ignoreCase() ? CaseFolding.fold(rule.value()) : rule.value();
        boolean contains = rule.operator() == QueryParameter.Operator.CONTAINS;
        return new QueryCondition(
                name,
                value,
                contains ? Needle.of(value) : null,
                rule.ignoreCase(),
                Need.of(List.of(name, value)));
    }

    @Override
    public boolean holds(PageView page) {
        var pairs = page.reading(ignoreCase).pairs();
        for (int i = 0; i < pairs.count(); i++) {
            if (pairs.name(i).equals(name) && valueHolds(pairs.value(i))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean scans() {
        return true;
    }

    private boolean valueHolds(String actual) {
        return part == null ? actual.equals(value) : part.in(actual, 0, actual.length()) >= 0;
    }
}
