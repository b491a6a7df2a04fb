package parley.gateway.chatflow;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.TargetingRule.QueryParameter;
import parley.gateway.chatflow.TargetingRule.Url;
import parley.gateway.chatflow.TargetingRule.Visitor;

/// Rules, and what they ask about, in the words of the people who set them up.
final class RuleWords {
    private static final int MAX_SHOWN = 120;

    private RuleWords() {}

    /// As in `URL begins with "www.example.com/blog"`.
    static String of(TargetingRule rule) {
        return switch (rule) {
            case Url(var operator, _, _) when operator == Url.Operator.ALL_PAGES -> "all pages";
            case Url(var operator, var value, var ignoreCase) ->
                    "URL %s %s%s".formatted(words(operator), quoted(value), folding(ignoreCase));
            case QueryParameter(var name, var operator, var value, var ignoreCase) ->
                    "query parameter %s %s %s%s"
                            .formatted(name, words(operator), quoted(value), folding(ignoreCase));
            case Visitor(var fact, var operator, var values, _) ->
                    values.isEmpty()
                            ? words(fact) + " " + words(operator)
                            : "%s %s %s"
                                    .formatted(
                                            words(fact),
                                            words(operator),
                                            shortened(String.join(", ", values)));
        };
    }

    /// What is known of it, as in `FR`; null if nothing is.
    static @Nullable String found(Fact fact, VisitorFacts visitor) {
        return switch (fact.kind()) {
            case CONTACT -> visitor.contact() ? "a known contact" : "not a known contact";
            case PROPERTY -> visitor.properties().get(fact.name());
            case ATTRIBUTE -> visitor.attributes().get(fact.name());
            case LIST ->
                    visitor.lists() == null
                            ? null
                            : visitor.lists().isEmpty()
                                    ? "in no list"
                                    : "in "
                                            + String.join(
                                                    ", ",
                                                    visitor.lists().stream().sorted().toList());
            case COUNTRY -> visitor.country();
            case DEVICE -> visitor.device() == null ? null : visitor.device().wireName();
            case LANGUAGE -> visitor.language();
            case REFERRER -> visitor.referrer();
            case PAGE_VIEWS -> visitor.pageViews() == null ? null : visitor.pageViews() + " so far";
            case TIME_ON_SITE ->
                    visitor.timeOnSite() == null
                            ? null
                            : visitor.timeOnSite().toSeconds() + " seconds so far";
        };
    }

    private static String words(Fact fact) {
        var kind = words(fact.kind());
        return fact.name().isEmpty() ? kind : kind + " " + fact.name();
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String folding(boolean ignoreCase) {
        return ignoreCase ? ", ignoring case" : "";
    }

    private static String quoted(String text) {
        return '"' + shortened(text) + '"';
    }

    private static String shortened(String text) {
        if (text.length() <= MAX_SHOWN) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_SHOWN - 1)) ? MAX_SHOWN - 1 : MAX_SHOWN;
        return text.substring(0, end) + "…";
    }
}
