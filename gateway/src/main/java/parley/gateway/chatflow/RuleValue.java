package parley.gateway.chatflow;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import parley.gateway.chatflow.TargetingRule.Url;
import parley.gateway.chatflow.TargetingRule.Visitor;
import parley.gateway.chatflow.page.Escapes;

/// Checks the values of rules and brings them to their one form.
final class RuleValue {
    private static final int MAX_VALUES = 100;

    private RuleValue() {}

    /// @return the value trimmed and in NFC
    static String url(Url.Operator operator, String value) {
        if (operator == Url.Operator.ALL_PAGES) {
            if (!Check.trim(value).isEmpty()) {
                throw Check.refused("value", Check.quoted(value), "none for all_pages");
            }
            return "";
        }
        var text = Escapes.nfc(line("value", value, 1));
        boolean checked =
                switch (operator) {
                    case CONTAINS -> !text.startsWith("//");
                    case MATCHES_WILDCARD ->
                            text.equals("*") || !UrlValue.of(operator, text).isEmpty();
                    default -> !UrlValue.of(operator, text).isEmpty();
                };
        if (!checked) {
            throw Check.refused("value", Check.quoted(text), "no // at the start");
        }
        return text;
    }

    static List<String> visitor(Fact fact, Visitor.Operator operator, List<String> values) {
        if (!fact.kind().operators().contains(operator)) {
            throw Check.refused(
                    "operator",
                    operator.name().toLowerCase(Locale.ROOT),
                    "one of "
                            + fact.kind().operators().stream()
                                    .sorted()
                                    .map(it -> it.name().toLowerCase(Locale.ROOT))
                                    .toList());
        }
        int min = operator.minValues();
        int max = operator.numeric() ? 1 : min * MAX_VALUES;
        if (values.size() < min || values.size() > max) {
            throw Check.refused(
                    "values", values.size() + " items", min == max ? "" + min : min + ".." + max);
        }
        return values.stream()
                .map(it -> operator.numeric() ? number(fact, it) : value(fact.kind(), it))
                .distinct()
                .toList();
    }

    /// @return the text trimmed and in NFC
    static String text(String field, String value, int min) {
        return Normalizer.normalize(line(field, value, min), Normalizer.Form.NFC);
    }

    private static String line(String field, String value, int min) {
        var text = Check.text(field, value, min, TargetingRule.MAX_VALUE_BYTES);
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > TargetingRule.MAX_VALUE_BYTES) {
            throw Check.refused(
                    field, bytes + " bytes", "at most " + TargetingRule.MAX_VALUE_BYTES);
        }
        if (text.indexOf('\n') >= 0 || text.indexOf('\t') >= 0) {
            throw Check.refused(field, Check.quoted(text), "one line without tabs");
        }
        return text;
    }

    private static String value(Fact.Kind kind, String value) {
        var text = text("values", value, 1);
        return switch (kind) {
            case COUNTRY -> country(text.toUpperCase(Locale.ROOT));
            case DEVICE -> device(text.toLowerCase(Locale.ROOT));
            case LANGUAGE -> language(text.toLowerCase(Locale.ROOT));
            default -> text;
        };
    }

    private static String country(String code) {
        if (!Set.of(Locale.getISOCountries()).contains(code) && !code.equals("XK")) {
            throw Check.refused("values", code, "ISO 3166-1 alpha-2 codes such as FR");
        }
        return code;
    }

    private static String device(String name) {
        for (var device : Device.values()) {
            if (device.wireName().equals(name)) {
                return name;
            }
        }
        throw Check.refused("values", name, "desktop, mobile or tablet");
    }

    private static String language(String tag) {
        if (!tag.matches("[a-z]{2,8}(-[a-z0-9]{1,8})*")) {
            throw Check.refused("values", tag, "language tags such as fr or pt-br");
        }
        return tag;
    }

    private static String number(Fact fact, String value) {
        var text = text("value", value, 1);
        boolean whole =
                fact.kind() == Fact.Kind.PAGE_VIEWS || fact.kind() == Fact.Kind.TIME_ON_SITE;
        if (!Decimal.isOne(text) || (whole && !text.matches("[0-9]{1,9}"))) {
            throw Check.refused(
                    "value",
                    Check.quoted(text),
                    whole
                            ? "a whole number 0..999999999"
                            : "a number of at most 12 digits and 6 decimals");
        }
        return new BigDecimal(text).stripTrailingZeros().toPlainString();
    }
}
