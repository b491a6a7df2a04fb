package parley.gateway.routing;

import static java.util.Comparator.comparingInt;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsFirst;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import parley.gateway.availability.AgentState;
import parley.gateway.availability.AssignmentRule;
import parley.gateway.availability.Inbox;
import parley.gateway.availability.Staff;
import parley.protocol.value.AgentId;

/// Who could get a conversation, room and presence apart. Whether they have room is decided again
/// when the conversation is claimed, under the agents' locks (contract §4).
///
/// @param owner the contact's owner, if the rule asks for one who works in this inbox; null if not
/// @param others whom the rule names, the best first
/// @param tried who had it before and did not answer: never asked again (CAP-16)
public record Candidates(@Nullable AgentState owner, List<AgentState> others, Set<AgentId> tried) {
    /// Fewest open conversations, then longest without a new one, then by id, in the order in which
    /// the database compares ids: byte by byte, without sign.
    public static final Comparator<AgentState> BEST_FIRST =
            comparingInt((AgentState it) -> it.agent().load().counted())
                    .thenComparing(
                            it -> it.agent().load().lastAssignedAt(), nullsFirst(naturalOrder()))
                    .thenComparing(it -> it.agent().id().toString());

    /// Sorts the others; copies the collections.
    public Candidates {
        others = others.stream().sorted(BEST_FIRST).toList();
        tried = Set.copyOf(tried);
    }

    /// @param contactOwner owner of the visitor's contact; null if unknown or without
    public static Candidates of(
            AssignmentRule rule, Inbox inbox, Staff staff, @Nullable AgentId contactOwner) {
        var owner =
                rule.contactOwner() && contactOwner != null
                        ? staff.inInbox(contactOwner, inbox)
                        : null;
        var others = rule.namesNobody() ? List.<AgentState>of() : staff.answering(rule, inbox);
        return new Candidates(owner, others, Set.of());
    }

    /// Without those who had the conversation before.
    public Candidates without(Set<AgentId> unanswering) {
        return new Candidates(owner, others, unanswering);
    }

    /// Whether nobody could ever get it.
    boolean none() {
        return owner == null && others.isEmpty();
    }

    /// Who is available now and was not tried: the owner, then the others, the best first.
    public List<AgentState> availableAt(Instant now) {
        return untried().filter(it -> it.availableAt(now)).distinct().toList();
    }

    /// Who was not tried, the owner perhaps twice.
    Stream<AgentState> untried() {
        return Stream.concat(Stream.ofNullable(owner), others.stream())
                .filter(it -> !tried.contains(it.agent().id()));
    }
}
