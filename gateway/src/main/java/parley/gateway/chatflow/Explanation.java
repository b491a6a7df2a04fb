package parley.gateway.chatflow;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.TargetingRule.OfPage;
import parley.gateway.chatflow.TargetingRule.OfVisitor;
import parley.gateway.chatflow.TargetingRule.Visitor;
import parley.gateway.chatflow.page.PageView;

/// Why targeting says what it says: the rules of one chatflow, each with its answer. Asks every
/// rule, where [CompiledChatflows] stops at the first that decides; both use the same compiled
/// rules and come to the same end.
///
/// @param chatflow what is explained, published or not
/// @param webPage whether the page is an http or https page: others match nothing
/// @param include OR
/// @param exclude any hides
/// @param groups OR, AND inside; none: everyone
/// @param excludeGroups OR, AND inside; any hides
public record Explanation(
        Chatflow chatflow,
        boolean webPage,
        List<Asked> include,
        List<Asked> exclude,
        List<AskedGroup> groups,
        List<AskedGroup> excludeGroups) {
    /// Copies the lists.
    public Explanation {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
        groups = List.copyOf(groups);
        excludeGroups = List.copyOf(excludeGroups);
    }

    /// One rule and its answer.
    ///
    /// @param words the rule, for people
    /// @param found what it was compared with; null if that is not known
    public record Asked(TargetingRule rule, String words, Truth truth, @Nullable String found) {
        private String told() {
            return words + " (" + Objects.requireNonNullElse(found, "not known") + ")";
        }
    }

    /// Rules that must hold together.
    public record AskedGroup(List<Asked> rules) {
        /// Copies the list.
        public AskedGroup {
            rules = List.copyOf(rules);
        }

        /// Kleene's conjunction of its rules.
        public Truth truth() {
            return rules.stream().map(Asked::truth).reduce(Truth.TRUE, Truth::and);
        }

        private Asked decisive() {
            var truth = truth();
            return rules.stream().filter(it -> it.truth() == truth).findFirst().orElseThrow();
        }
    }

    /// Asks every rule of a chatflow.
    public static Explanation of(Chatflow chatflow, PageView page, VisitorFacts visitor) {
        var target = chatflow.definition().target();
        return new Explanation(
                chatflow,
                page.isWebPage(),
                target.include().stream().map(it -> asked(it, page)).toList(),
                target.exclude().stream().map(it -> asked(it, page)).toList(),
                target.groups().stream().map(it -> asked(it, visitor, false)).toList(),
                target.excludeGroups().stream().map(it -> asked(it, visitor, true)).toList());
    }

    /// Whether the rules want the page view; a draft may want it and does not get it.
    public boolean wants() {
        return webPage
                && include.stream().anyMatch(Explanation::holds)
                && exclude.stream().noneMatch(Explanation::holds)
                && (groups.isEmpty() || groups.stream().anyMatch(it -> it.truth() == Truth.TRUE))
                && excludeGroups.stream().noneMatch(it -> it.truth() == Truth.TRUE);
    }

    /// The one thing that decided, as in `excluded by: URL is "/privacy" (https://…)`.
    public String because() {
        if (!webPage) {
            return "the page is not an http or https page";
        }
        return Stream.of(notIncluded(), excluded(), inNoGroup(), inExcludedGroup())
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(this::wanted);
    }

    private String wanted() {
        var page = first(include).told();
        return IntStream.range(0, groups.size())
                .filter(i -> groups.get(i).truth() == Truth.TRUE)
                .mapToObj(i -> page + ", and visitor group " + (i + 1) + " holds")
                .findFirst()
                .orElse(page);
    }

    private @Nullable String notIncluded() {
        if (include.stream().anyMatch(Explanation::holds)) {
            return null;
        }
        return switch (include.size()) {
            case 0 -> "it has no URL rule";
            case 1 -> "its URL rule does not hold: " + include.getFirst().told();
            default ->
                    "none of its %d URL rules holds for %s: %s"
                            .formatted(
                                    include.size(),
                                    include.getFirst().found(),
                                    String.join("; ", include.stream().map(Asked::words).toList()));
        };
    }

    private @Nullable String excluded() {
        return exclude.stream().anyMatch(Explanation::holds)
                ? "excluded by: " + first(exclude).told()
                : null;
    }

    private @Nullable String inNoGroup() {
        if (groups.isEmpty() || groups.stream().anyMatch(it -> it.truth() == Truth.TRUE)) {
            return null;
        }
        var failures =
                IntStream.range(0, groups.size())
                        .mapToObj(i ->
                                "group %d at: %s".formatted(i + 1, groups.get(i).decisive().told()))
                        .toList();
        return "no visitor group holds; " + String.join("; ", failures);
    }

    private @Nullable String inExcludedGroup() {
        return excludeGroups.stream()
                .filter(it -> it.truth() == Truth.TRUE)
                .map(group -> "excluded visitor: " + told(group))
                .findFirst()
                .orElse(null);
    }

    private static String told(AskedGroup group) {
        return String.join(" and ", group.rules().stream().map(Asked::told).toList());
    }

    private static Asked first(List<Asked> rules) {
        return rules.stream().filter(Explanation::holds).findFirst().orElseThrow();
    }

    private static boolean holds(Asked rule) {
        return rule.truth() == Truth.TRUE;
    }

    private static Asked asked(OfPage rule, PageView page) {
        boolean holds = page.isWebPage() && PageCondition.of(rule).holds(page);
        return new Asked(rule, RuleWords.of(rule), Truth.of(holds), page.url());
    }

    private static AskedGroup asked(Target.Group group, VisitorFacts visitor, boolean exclusion) {
        return new AskedGroup(
                group.rules().stream().map(it -> asked(it, visitor, exclusion)).toList());
    }

    private static Asked asked(OfVisitor rule, VisitorFacts visitor, boolean exclusion) {
        return switch (rule) {
            case Visitor known ->
                    new Asked(
                            rule,
                            RuleWords.of(rule),
                            VisitorCondition.of(rule, exclusion).truth(visitor),
                            RuleWords.found(known.fact(), visitor));
        };
    }
}
