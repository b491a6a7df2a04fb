package parley.gateway.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import parley.gateway.availability.AgentState;

/// What counts against an agent's limit.
public final class Slots {
    private Slots() {}

    /// Whether an open conversation counts although its visitor is silent (CAP-17).
    ///
    /// @param releasedAfter how much silence gives the slot back; null, the default, for none. When
    ///   the visitor writes again the agent may be over the limit
    public static boolean held(Instant silentSince, @Nullable Duration releasedAfter, Instant now) {
        return releasedAfter == null || now.isBefore(silentSince.plus(releasedAfter));
    }

    /// How many conversations these agents hold at most, together.
    ///
    /// @return null if somebody has no limit
    public static @Nullable Integer together(Collection<AgentState> agents) {
        var sum = 0;
        for (var agent : agents) {
            var capacity = agent.agent().load().capacity();
            if (capacity == null) {
                return null;
            }
            sum += capacity;
        }
        return sum;
    }
}
