package parley.gateway.availability;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import parley.gateway.availability.Agent.Status;

/// An agent, and how long one is known to be connected.
///
/// @param leaseUntil when the presence lease runs out unless renewed, the latest of the agent's
///   connections; null without any
public record AgentState(Agent agent, @Nullable Instant leaseUntil) {
    /// Whether the agent answers new conversations now: active, with a seat, switched to available,
    /// inside working hours or available by hand since their last boundary, and connected (cases §0
    /// rule 8). Capacity is another matter.
    public boolean availableAt(Instant now) {
        return agent.active()
                && agent.seat()
                && agent.duty().status() == Status.AVAILABLE
                && connectedAt(now)
                && onDutyAt(now);
    }

    /// What keeps an active agent with a seat from being available now, in words; none if nothing.
    List<String> obstacles(Instant now) {
        var found = new ArrayList<String>();
        if (agent.duty().status() == Status.AWAY) {
            found.add("set to away since " + agent.duty().since());
        }
        if (!connectedAt(now)) {
            found.add(leaseUntil == null ? "not connected" : "not connected since " + leaseUntil);
        }
        var hours = agent.duty().workingHours();
        if (hours != null && !onDutyAt(now)) {
            var next = hours.nextOpening(now);
            found.add("outside working hours" + (next == null ? "" : " until " + next));
        }
        return found;
    }

    /// Whether a connection of the agent's is known to be alive.
    public boolean connectedAt(Instant now) {
        return leaseUntil != null && now.isBefore(leaseUntil);
    }

    /// Whether another conversation may be assigned.
    public boolean hasRoom() {
        return agent.load().hasRoom();
    }

    /// The first instant after this one at which [#availableAt] may turn without anybody doing
    /// anything.
    ///
    /// @return null if it never does
    public @Nullable Instant nextChange(Instant after) {
        if (!agent.active() || !agent.seat() || agent.duty().status() == Status.AWAY) {
            return null;
        }
        if (leaseUntil == null || !connectedAt(after)) {
            return null;
        }
        var hours = agent.duty().workingHours();
        return hours == null ? leaseUntil : Instants.earlier(leaseUntil, hours.nextChange(after));
    }

    /// When an agent who is there, but off duty, begins work.
    ///
    /// @return null for whoever is on duty, or would not be available then
    public @Nullable Instant nextOnDuty(Instant now) {
        var hours = agent.duty().workingHours();
        return hours != null
                        && agent.active()
                        && agent.seat()
                        && agent.duty().status() == Status.AVAILABLE
                        && connectedAt(now)
                        && !onDutyAt(now)
                ? hours.nextOpening(now)
                : null;
    }

    /// The same agent without a limit.
    AgentState withoutLimit() {
        return new AgentState(agent.with(agent.load().withoutLimit()), leaseUntil);
    }

    private boolean onDutyAt(Instant now) {
        var hours = agent.duty().workingHours();
        return hours == null || hours.openAt(now) || sameStretch(hours, agent.duty().since(), now);
    }

    /// Whether no boundary lies between the two. Hours without a boundary to come have no stretch:
    /// they would make a switch set once last for ever.
    private static boolean sameStretch(OperatingHours hours, Instant since, Instant now) {
        var boundary = hours.nextChange(since);
        return boundary != null && now.isBefore(boundary);
    }
}
