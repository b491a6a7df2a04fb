package parley.gateway.chatflow;

import java.util.List;

/// Who gets a chatflow: `any include and no exclude, and (no groups or any group) and no exclusion
/// group` (cases.md rule 5).
///
/// @param include OR; empty can be saved, not published (GRP-06)
/// @param exclude any of them hides
/// @param groups OR of groups, AND inside; none: everyone
/// @param excludeGroups OR of groups, AND inside; any of them hides
/// @param tryNextWhenHidden whether the next chatflow is tried when this one wins and its
///   availability hides it (PRI-05); HubSpot's way is off
public record Target(
        List<TargetingRule.OfPage> include,
        List<TargetingRule.OfPage> exclude,
        List<Group> groups,
        List<Group> excludeGroups,
        boolean tryNextWhenHidden) {
    /// Upper bound of all rules of one chatflow together (security.md, "Targeting rules").
    public static final int MAX_RULES = 200;

    /// @throws IllegalArgumentException if there are more than [#MAX_RULES] rules
    public Target {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
        groups = List.copyOf(groups);
        excludeGroups = List.copyOf(excludeGroups);
        int rules =
                include.size()
                        + exclude.size()
                        + groups.stream().mapToInt(it -> it.rules().size()).sum()
                        + excludeGroups.stream().mapToInt(it -> it.rules().size()).sum();
        if (rules > MAX_RULES) {
            throw Check.refused("target", rules + " rules", "at most " + MAX_RULES);
        }
    }

    /// All pages, everyone.
    public static Target initial() {
        return new Target(
                List.of(TargetingRule.Url.allPages()), List.of(), List.of(), List.of(), false);
    }

    /// Rules that must hold together (T9, T11).
    ///
    /// @param rules at least one (GRP-11)
    public record Group(List<TargetingRule.OfVisitor> rules) {
        /// @throws IllegalArgumentException if there is no rule
        public Group {
            rules = Check.list("rules", rules, MAX_RULES);
            if (rules.isEmpty()) {
                throw Check.refused("rules", "[]", "at least one rule");
            }
        }
    }
}
