package parley.gateway.chatflow;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;

/// Checks and canonicalises the values of rules.
final class RuleValue {
    private RuleValue() {}

    /// @return the value trimmed and in NFC
    static String url(TargetingRule.Url.Operator operator, String value) {
        if (operator == TargetingRule.Url.Operator.ALL_PAGES) {
            if (!Check.trim(value).isEmpty()) {
                throw Check.refused("value", "\"" + value + "\"", "none for all_pages");
            }
            return "";
        }
        return text("value", value, 1);
    }

    static List<String> visitor(
            Fact fact, TargetingRule.Visitor.Operator operator, List<String> values) {
        if (!fact.kind().operators().contains(operator)) {
            throw Check.refused(
                    "operator", operator.toString(), "one of " + fact.kind().operators());
        }
        return List.copyOf(values);
    }

    /// @return the text trimmed and in NFC
    static String text(String field, String value, int min) {
        var text = Normalizer.normalize(Check.text(field, value, min, 2_048), Normalizer.Form.NFC);
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > TargetingRule.MAX_VALUE_BYTES) {
            throw Check.refused(
                    field, bytes + " bytes", "at most " + TargetingRule.MAX_VALUE_BYTES);
        }
        return text;
    }
}
