package parley.loadtest.push;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/// One change, and what came of it.
///
/// @param atMicros when it was made, before anybody could know
/// @param fromMicros from when on pushes are due: the change, or the end of a lease
/// @param until when the last push was there
record Round(
        String name,
        long atMicros,
        long fromMicros,
        long until,
        Duration within,
        Counts counts,
        Times times) {
    /// @param pushed concerned widgets that got exactly one push
    /// @param never that got none
    /// @param often that got more than one
    /// @param wrong whose last answer is not the one that is true now
    /// @param others widgets that are not concerned
    /// @param strays frames that came to them, or to anybody that are neither push nor pong
    /// @param unanswered pings on connections that did not end
    /// @param cut connections that ended
    /// @param toCut connections that had to end
    /// @param back of those cut, LIVE again
    record Counts(
            int pushed,
            int never,
            int often,
            int wrong,
            int others,
            int strays,
            int unanswered,
            int cut,
            int toCut,
            int back) {}

    /// @param push from [#fromMicros] to each push
    /// @param back from [#atMicros] until LIVE again, of those whose connection ended
    record Times(Histogram push, Histogram back, Histogram rttBefore, Histogram rttDuring) {}

    /// What must not be, in words.
    List<String> violations() {
        var found = new ArrayList<String>();
        say(found, counts.never, "concerned widgets got no push");
        say(found, counts.often, "concerned widgets got more than one push");
        say(found, counts.wrong, "concerned widgets were last told what is not so");
        say(found, counts.strays, "frames came to whom they did not concern");
        say(found, counts.unanswered, "pings were not answered");
        if (counts.cut != counts.toCut) {
            found.add(
                    "%s: %,d connections ended (expected: %,d)"
                            .formatted(name, counts.cut, counts.toCut));
        }
        say(found, counts.cut - counts.back, "widgets did not come back");
        return found;
    }

    private void say(List<String> found, int count, String what) {
        if (count > 0) {
            found.add("%s: %,d %s".formatted(name, count, what));
        }
    }

    /// Whether pushes came in time.
    boolean met() {
        return times.push.getValueAtPercentile(99) <= within.toNanos() / 1_000;
    }
}
