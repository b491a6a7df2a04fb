package parley.gateway.edge.admission;

import java.time.Duration;
import parley.gateway.session.Pressure;

/// One thing that presses a node.
public enum Signal {
    LOOPS("loop lag"),
    MEMORY("memory"),
    POOL("database pool"),
    OUTBOUND("outbound bytes");

    /// What counts as relief: below this share of a limit. Between the two nothing changes, so that
    /// a reading at a limit does not make the state flap.
    private static final double RELIEF = 0.8;

    private final String words;

    Signal(String words) {
        this.words = words;
    }

    /// For people.
    String words() {
        return words;
    }

    /// What the reading alone would make of the node.
    ///
    /// @param relieved whether a level is left only well below its limit
    Pressure of(Reading reading, AdmissionConfig config, boolean relieved) {
        double share = relieved ? RELIEF : 1;
        if (value(reading) >= share * limit(config.red())) {
            return Pressure.RED;
        }
        return value(reading) >= share * limit(config.yellow()) ? Pressure.YELLOW : Pressure.GREEN;
    }

    private double value(Reading reading) {
        return switch (this) {
            case LOOPS -> nanos(reading.loopLag());
            case MEMORY -> reading.memoryPercent();
            case POOL -> nanos(reading.poolWait());
            case OUTBOUND -> reading.outboundBytes();
        };
    }

    private double limit(Limits limits) {
        return switch (this) {
            case LOOPS -> nanos(limits.loopLag());
            case MEMORY -> limits.memoryPercent();
            case POOL -> nanos(limits.poolWait());
            case OUTBOUND -> limits.outboundBytes();
        };
    }

    private static double nanos(Duration duration) {
        return duration.toNanos();
    }
}
