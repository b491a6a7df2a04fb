package parley.gateway.availability;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/// How far away a return is, in the numbers that its words need (HRS-33 to HRS-35). Rounds up: who
/// is told "in 30 minutes" does not wait longer.
public sealed interface ReturnWords {
    /// "In 30 minutes": a multiple of five, 5 to 55.
    record InMinutes(int minutes) implements ReturnWords {}

    /// "In 3 hours": 1 to 4.
    record InHours(int hours) implements ReturnWords {}

    /// "Monday at 16:00", in the visitor's zone.
    record On(ZonedDateTime time) implements ReturnWords {}

    /// @param zone the visitor's
    static ReturnWords of(Instant now, Instant returnAt, ZoneId zone) {
        var seconds = Math.max(1, Duration.between(now, returnAt).toSeconds());
        var minutes = Math.ceilDiv(Math.ceilDiv(seconds, 60L), 5L) * 5;
        if (minutes < 60) {
            return new InMinutes((int) minutes);
        }
        var hours = Math.ceilDiv(minutes, 60L);
        return hours <= 4 ? new InHours((int) hours) : new On(returnAt.atZone(zone));
    }
}
