package parley.gateway.chatflow.json;

import java.util.List;
import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.Fact;
import parley.gateway.chatflow.TargetingRule;
import parley.gateway.chatflow.TargetingRule.QueryParameter;
import parley.gateway.chatflow.TargetingRule.Url;
import parley.gateway.chatflow.TargetingRule.Visitor;

/// Reads targeting rules.
final class RuleReader {
    private RuleReader() {}

    static TargetingRule.@Nullable OfPage ofPage(JsonFields fields) {
        return switch (fields.text("type")) {
            case "url" -> url(fields);
            case "query" -> query(fields);
            case String other -> {
                fields.noSuch("type", other, "url or query");
                yield null;
            }
        };
    }

    static TargetingRule.@Nullable OfVisitor ofVisitor(JsonFields fields) {
        var kind = fields.constant(Fact.Kind.class, "filter");
        var name = fields.text("name", "");
        var operator = fields.constant(Visitor.Operator.class, "operator");
        boolean ignoreCase = fields.flag("ignoreCase", false);
        if (kind == null || operator == null) {
            return null;
        }
        int before = fields.problems();
        var values =
                operator.numeric() ? number(fields) : fields.texts("values", "a text", it -> it);
        return fields.problems() > before
                ? null
                : fields.make(
                        () -> new Visitor(new Fact(kind, name), operator, values, ignoreCase));
    }

    private static @Nullable Url url(JsonFields fields) {
        var operator = fields.constant(Url.Operator.class, "operator");
        var value =
                operator == Url.Operator.ALL_PAGES
                        ? fields.text("value", "")
                        : fields.text("value");
        boolean ignoreCase = fields.flag("ignoreCase", false);
        return operator == null ? null : fields.make(() -> new Url(operator, value, ignoreCase));
    }

    private static @Nullable QueryParameter query(JsonFields fields) {
        var name = fields.text("name");
        var operator = fields.constant("operator", QueryParameter.Operator.IS);
        var value = fields.text("value");
        boolean ignoreCase = fields.flag("ignoreCase", false);
        return fields.make(() -> new QueryParameter(name, operator, value, ignoreCase));
    }

    private static List<String> number(JsonFields fields) {
        var number = fields.number("value");
        return number == null ? List.of() : List.of(number);
    }
}
