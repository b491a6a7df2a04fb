package parley.gateway.availability;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import parley.gateway.availability.Channel.ReplyTime;

/// How long a first answer takes, measured in open time: a night does not count.
public final class TypicalReply {
    /// How far back it is measured.
    public static final Duration LOOK_BACK = Duration.ofDays(7);

    private TypicalReply() {}

    /// The median of first replies.
    ///
    /// @param hours null: all time counts
    /// @return null if there is none
    public static @Nullable Duration median(
            Collection<Reply> replies, @Nullable OperatingHours hours) {
        var taken = replies.stream().map(it -> taken(it, hours)).sorted().toList();
        if (taken.isEmpty()) {
            return null;
        }
        var upper = taken.get(taken.size() / 2);
        var lower = taken.get((taken.size() - 1) / 2);
        return lower.plus(upper).dividedBy(2);
    }

    /// What a visitor is told: the fixed label, or the one that the median falls under.
    ///
    /// @param median null if there is none
    public static ReplyTime told(ReplyTime configured, @Nullable Duration median) {
        if (configured != ReplyTime.AUTOMATIC) {
            return configured;
        }
        if (median == null) {
            return ReplyTime.OFF;
        }
        if (median.compareTo(Duration.ofHours(1)) < 0) {
            return ReplyTime.MINUTES;
        }
        return median.compareTo(Duration.ofHours(8)) < 0 ? ReplyTime.HOURS : ReplyTime.DAY;
    }

    private static Duration taken(Reply reply, @Nullable OperatingHours hours) {
        return hours == null
                ? Duration.between(reply.askedAt(), reply.answeredAt())
                : hours.openTime(reply.askedAt(), reply.answeredAt());
    }

    /// A visitor's first message and the first answer to it.
    public record Reply(Instant askedAt, Instant answeredAt) {}
}
