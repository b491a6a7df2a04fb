package parley.gateway.edge.admission;

import java.time.Duration;

/// What was measured at one moment; each as in [Limits].
public record Reading(Duration loopLag, int memoryPercent, Duration poolWait, long outboundBytes) {
    /// A node that has nothing to do.
    public static final Reading IDLE = new Reading(Duration.ZERO, 0, Duration.ZERO, 0);
}
