package parley.gateway.chatflow;

import java.util.List;
import java.util.stream.Stream;
import parley.gateway.chatflow.page.PageView;

/// What is left to ask of a chatflow when one of its include rules holds: the exclusions and the
/// visitor.
final class CompiledTarget {
    private final Match.Found found;
    private final Match.OverBudget overBudget;
    private final PageCondition[] exclude;
    private final VisitorCondition[][] groups;
    private final VisitorCondition[][] excludeGroups;
    private final int visitorRules;

    CompiledTarget(Match.Found found) {
        var target = found.chatflow().definition().target();
        this.found = found;
        this.overBudget = new Match.OverBudget(found.rank());
        this.exclude =
                target.exclude().stream().map(PageCondition::of).toArray(PageCondition[]::new);
        this.groups = compiled(target.groups(), false);
        this.excludeGroups = compiled(target.excludeGroups(), true);
        this.visitorRules =
                Stream.concat(target.groups().stream(), target.excludeGroups().stream())
                        .mapToInt(it -> it.rules().size())
                        .sum();
    }

    Match.Found found() {
        return found;
    }

    Match.OverBudget overBudget() {
        return overBudget;
    }

    /// How many characters [#accepts] may look at.
    long looks(PageView page) {
        return 1L + (long) exclude.length * page.looks() + visitorRules;
    }

    /// Whether nothing stands against it.
    boolean accepts(PageView page, VisitorFacts visitor) {
        for (var condition : exclude) {
            if (condition.need().in(page.fingerprint()) && condition.holds(page)) {
                return false;
            }
        }
        return (groups.length == 0 || any(groups, visitor)) && !any(excludeGroups, visitor);
    }

    private static boolean any(VisitorCondition[][] groups, VisitorFacts visitor) {
        for (var group : groups) {
            if (all(group, visitor)) {
                return true;
            }
        }
        return false;
    }

    private static boolean all(VisitorCondition[] group, VisitorFacts visitor) {
        for (var condition : group) {
            if (condition.truth(visitor) != Truth.TRUE) {
                return false;
            }
        }
        return true;
    }

    private static VisitorCondition[][] compiled(List<Target.Group> groups, boolean exclusion) {
        return groups.stream()
                .map(group ->
                        group.rules().stream()
                                .map(it -> VisitorCondition.of(it, exclusion))
                                .toArray(VisitorCondition[]::new))
                .toArray(VisitorCondition[][]::new);
    }
}
