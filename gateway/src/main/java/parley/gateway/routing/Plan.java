package parley.gateway.routing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import parley.gateway.availability.AgentState;
import parley.gateway.availability.AssignmentRule;
import parley.gateway.availability.Channel;
import parley.gateway.availability.Channel.Mode;
import parley.gateway.availability.Inbox;
import parley.gateway.availability.Staff;
import parley.protocol.value.AgentId;
import parley.protocol.value.ConversationId;

/// What to do with those who stand in the queue of one inbox; who is in neither list waits on. Made
/// from what was read; whether somebody has room is decided again when it is carried out, under the
/// agents' locks (contract §4).
///
/// @param claims in the order of service
/// @param leaving nobody gets these by itself
/// @param nextChange the first instant at which another plan may come out without anybody doing
///   anything: hours of the inbox are over, or somebody who is there begins work. Null if never
public record Plan(List<Claim> claims, List<ConversationId> leaving, @Nullable Instant nextChange) {
    /// Copies the lists.
    public Plan {
        claims = List.copyOf(claims);
        leaving = List.copyOf(leaving);
    }

    /// One that waits.
    ///
    /// @param owner of the visitor's contact; null if unknown or without
    /// @param tried who had it and did not answer
    public record Waiting(
            ConversationId conversation,
            AssignmentRule rule,
            @Nullable AgentId owner,
            Set<AgentId> tried) {}

    /// One that may go to somebody now.
    ///
    /// @param owner who is asked first, and missed if somebody else gets it; null for nobody
    /// @param agents who may get it: available, not tried
    /// @param leaveWhenFull whether it leaves the queue should all of them be full (CAP-04)
    public record Claim(
            ConversationId conversation,
            @Nullable AgentId owner,
            List<AgentId> agents,
            boolean leaveWhenFull) {
        /// Copies the list.
        public Claim {
            agents = List.copyOf(agents);
        }
    }

    /// @param queue in the order of service
    public static Plan of(List<Waiting> queue, Inbox inbox, Staff staff, Instant now) {
        var claims = new ArrayList<Claim>();
        var leaving = new ArrayList<ConversationId>();
        var asked = new HashMap<AgentId, AgentState>();
        for (var waiting : queue) {
            var candidates =
                    Candidates.of(waiting.rule(), inbox, staff, waiting.owner())
                            .without(waiting.tried());
            candidates.untried().forEach(it -> asked.put(it.agent().id(), it));
            switch (Route.of(waiting.rule(), inbox.channel(), candidates, now).assignment()) {
                case Assignment.ToAgent _ ->
                        claims.add(claim(waiting, candidates, inbox.channel(), now));
                case Assignment.Unassigned _ -> leaving.add(waiting.conversation());
                case Assignment.Waiting _ -> {}
            }
        }
        return new Plan(claims, leaving, nextChange(inbox.channel(), asked.values(), now));
    }

    private static @Nullable Instant nextChange(
            Channel channel, Collection<AgentState> asked, Instant now) {
        var closing =
                channel.mode() instanceof Mode.Hours(var hours, _) && hours.openAt(now)
                        ? hours.nextChange(now)
                        : null;
        return Stream.concat(
                        Stream.ofNullable(closing),
                        asked.stream().map(it -> it.nextOnDuty(now)).filter(Objects::nonNull))
                .min(Instant::compareTo)
                .orElse(null);
    }

    private static Claim claim(
            Waiting waiting, Candidates candidates, Channel channel, Instant now) {
        var owner = candidates.owner();
        return new Claim(
                waiting.conversation(),
                owner == null ? null : owner.agent().id(),
                candidates.availableAt(now).stream().map(Plan::id).toList(),
                channel.whenFull() instanceof Channel.AsAvailable);
    }

    private static AgentId id(AgentState state) {
        return state.agent().id();
    }
}
