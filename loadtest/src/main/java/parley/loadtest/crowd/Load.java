package parley.loadtest.crowd;

import java.time.Duration;

/// How many do how much.
///
/// @param portals tenants
/// @param conversations spread over the portals; each has two tabs of one visitor and one agent
/// @param agents spread over the portals
/// @param appendsPerSecond of all together
/// @param widgets tabs that only look, beside those
public record Load(int portals, int conversations, int agents, int appendsPerSecond, int widgets) {
    private static final int SENDERS = 3;

    /// faults.md, "Standard chaos load": 600 tabs and 60 agents.
    public static final Load STANDARD = new Load(5, 300, 60, 300);

    /// What two busy cores can carry beside three gateways: 200 tabs and 20 agents.
    public static final Load SMALL = new Load(5, 100, 20, 100);

    /// Nobody only looks.
    public Load(int portals, int conversations, int agents, int appendsPerSecond) {
        this(portals, conversations, agents, appendsPerSecond, 0);
    }

    /// @throws IllegalArgumentException if there are too few of something
    public Load {
        if (portals < 1
                || agents < portals
                || conversations < portals
                || appendsPerSecond < 1
                || widgets < 0) {
            throw new IllegalArgumentException(
                    "load: %d portals, %d conversations, %d agents, %d appends/s (expected: >= 1 of each a portal)"
                            .formatted(portals, conversations, agents, appendsPerSecond));
        }
    }

    Pace pace() {
        long second = Duration.ofSeconds(1).toNanos();
        return new Pace(second * SENDERS * conversations / appendsPerSecond);
    }

    /// Clients in all.
    public int clients() {
        return 2 * conversations + agents + widgets;
    }

    @Override
    public String toString() {
        return "%s%d tabs and %d agents in %d conversations of %d portals, %d appends/s"
                .formatted(
                        widgets == 0 ? "" : "%,d idle widgets, ".formatted(widgets),
                        2 * conversations,
                        agents,
                        conversations,
                        portals,
                        appendsPerSecond);
    }
}
