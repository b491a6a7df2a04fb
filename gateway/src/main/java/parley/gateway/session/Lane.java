package parley.gateway.session;

import io.micrometer.core.instrument.Timer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import parley.protocol.frame.ClientFrame.Send;
import parley.protocol.value.ClientMessageId;

/// The sends of one visitor into one conversation: one at a time, in order, at most [#MAX_WAITING]
/// behind it; overflow is `DROP_NEWEST` with a nack. After one whose outcome is unknown nothing
/// passes until that one is sent again, so that order survives a stall (contract §3, go-back-N).
/// Confined to the connection's event loop.
final class Lane {
    /// Sends that wait behind the one under way.
    static final int MAX_WAITING = 16;

    private final Queue<Timed> waiting = new ArrayDeque<>();
    private @Nullable ClientMessageId blockedOn;
    private boolean busy;

    /// A send, and the clock that runs since it came.
    record Timed(Send send, Timer.Sample since) {}

    /// What to do with a send.
    enum Place {
        /// Post it now.
        FIRST,
        /// It waits its turn.
        WAITS,
        /// Nack it: an earlier one is not settled.
        BLOCKED
    }

    Place enter(Timed timed) {
        var cmid = timed.send().cmid();
        if (blockedOn != null && !blockedOn.equals(cmid)) {
            return Place.BLOCKED;
        }
        blockedOn = null;
        if (!busy) {
            busy = true;
            return Place.FIRST;
        }
        if (waiting.size() == MAX_WAITING) {
            blockedOn = cmid;
            return Place.BLOCKED;
        }
        waiting.add(timed);
        return Place.WAITS;
    }

    /// The one under way is settled.
    ///
    /// @return the next to post; null if none waits
    @Nullable Timed settled() {
        var next = waiting.poll();
        busy = next != null;
        return next;
    }

    /// The outcome of the one under way is unknown.
    ///
    /// @return those behind it, to be nacked
    List<Timed> unknown(ClientMessageId cmid) {
        var behind = List.copyOf(waiting);
        waiting.clear();
        busy = false;
        blockedOn = cmid;
        return behind;
    }

    boolean busy() {
        return busy;
    }

    boolean idle() {
        return !busy && blockedOn == null;
    }
}
