package parley.gateway.routing;

import java.time.Instant;
import parley.gateway.availability.AgentState;
import parley.gateway.availability.AssignmentRule;
import parley.gateway.availability.Channel;
import parley.gateway.availability.Channel.Mode;
import parley.gateway.routing.Assignment.Cause;
import parley.gateway.routing.Assignment.Place;
import parley.gateway.routing.Assignment.Reason;

/// Where a conversation goes. A new one, a re-opened one (CAP-14) and one whose agent vanished go
/// by the same rule: who had it last does not matter.
///
/// @param ownerMissed whether the contact's owner was wanted and is away or full: the conversation
///   is flagged, and the owner told (CAP-22)
public record Route(Assignment assignment, boolean ownerMissed) {
    /// Decides by what is known; the claim decides again about room.
    public static Route of(
            AssignmentRule rule, Channel channel, Candidates candidates, Instant now) {
        var assignment = assignment(rule, channel, candidates, now);
        var owner = candidates.owner();
        return new Route(
                assignment, owner != null && !owner.agent().id().equals(assignment.assignee()));
    }

    private static Assignment assignment(
            AssignmentRule rule, Channel channel, Candidates candidates, Instant now) {
        if (!rule.auto()) {
            return new Assignment.Unassigned(Reason.NOT_AUTOMATIC);
        }
        if (channel.mode() instanceof Mode.Hours(var hours, _) && !hours.openAt(now)) {
            return new Assignment.Unassigned(Reason.CLOSED);
        }
        if (candidates.none()) {
            return new Assignment.Unassigned(Reason.NOBODY_NAMED);
        }
        var place = candidates.tried().isEmpty() ? Place.TAIL : Place.HEAD;
        var available = candidates.availableAt(now);
        if (available.isEmpty()) {
            return new Assignment.Waiting(Cause.AVAILABILITY, place);
        }
        return available.stream()
                .filter(AgentState::hasRoom)
                .findFirst()
                .<Assignment>map(it -> new Assignment.ToAgent(it.agent().id()))
                .orElseGet(() -> whenFull(channel, place));
    }

    private static Assignment whenFull(Channel channel, Place place) {
        return switch (channel.whenFull()) {
            case Channel.WaitMessage _, Channel.Hide _ -> new Assignment.Waiting(Cause.ROOM, place);
            case Channel.AsAvailable _ -> new Assignment.Unassigned(Reason.FULL);
        };
    }
}
