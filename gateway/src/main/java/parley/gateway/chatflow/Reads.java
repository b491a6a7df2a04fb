package parley.gateway.chatflow;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.TargetingRule.Url;
import parley.gateway.chatflow.TargetingRule.Visitor;

/// What a portal's rules ask about. What they do not ask about may change without a new evaluation.
///
/// @param facts of the visitor
/// @param fragment whether the page's fragment matters (NAV-13)
/// @param timesOnSite moments of a visit, in seconds, at which an answer may change; ascending
public record Reads(Set<Fact.Kind> facts, boolean fragment, List<Long> timesOnSite) {
    static Reads of(List<Chatflow> chatflows) {
        var facts = EnumSet.noneOf(Fact.Kind.class);
        var targets = chatflows.stream().map(it -> it.definition().target()).toList();
        var visitorRules = targets.stream().flatMap(Reads::visitorRules).toList();
        visitorRules.forEach(it -> facts.add(it.fact().kind()));
        return new Reads(
                Collections.unmodifiableSet(facts),
                targets.stream()
                        .flatMap(it -> Stream.concat(it.include().stream(), it.exclude().stream()))
                        .anyMatch(it -> it instanceof Url url && url.value().indexOf('#') >= 0),
                visitorRules.stream()
                        .filter(it -> it.fact().kind() == Fact.Kind.TIME_ON_SITE)
                        .filter(it -> it.operator().numeric())
                        .map(Reads::changesAt)
                        .distinct()
                        .sorted()
                        .toList());
    }

    /// The next moment of a visit at which an answer may change by time alone; null if there is
    /// none.
    public @Nullable Duration nextChange(Duration timeOnSite) {
        for (var seconds : timesOnSite) {
            if (seconds > timeOnSite.toSeconds()) {
                return Duration.ofSeconds(seconds);
            }
        }
        return null;
    }

    private static Stream<Visitor> visitorRules(Target target) {
        return Stream.concat(target.groups().stream(), target.excludeGroups().stream())
                .flatMap(it -> it.rules().stream())
                .map(it ->
                        switch (it) {
                            case Visitor visitor -> visitor;
                        });
    }

    private static long changesAt(Visitor rule) {
        long bound = Long.parseLong(rule.values().getFirst());
        return rule.operator() == Visitor.Operator.AT_LEAST ? bound : bound + 1;
    }
}
