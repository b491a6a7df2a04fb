package parley.gateway.session;

import java.util.Locale;

/// How hard a node is pressed, and so what it gives up first (faults.md §4). What people have
/// already begun is given up last: messages, then open conversations, then whoever resumes one,
/// then new visitors, then what is worth nothing late.
public enum Pressure {
    /// All is served.
    GREEN(0),

    /// Ephemera are dropped, heartbeats stretched, new visitors let in a tenth as fast; whoever
    /// comes back goes first.
    YELLOW(1),

    /// Nobody new is let in; connections that stand are served.
    RED(2);

    private final int level;

    Pressure(int level) {
        this.level = level;
    }

    /// As gauges say it.
    public int level() {
        return level;
    }

    /// One step back.
    public Pressure easier() {
        return this == RED ? YELLOW : GREEN;
    }

    /// How many times longer heartbeats are.
    int stretch() {
        return this == GREEN ? 1 : 2;
    }

    /// Whether what is worth nothing late is sent at all.
    public boolean allowsEphemera() {
        return this == GREEN;
    }

    /// As logs and metrics say it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
