package parley.gateway.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import parley.protocol.value.PortalId;

/// Long walks over sessions in slices, so that a loop is never busy for long; spread over a while,
/// so that a change is not answered by a herd.
final class Walk {
    /// Sessions a slice (techniques 15).
    static final int SLICE = 256;

    private final Duration spread;

    /// Walks that have not begun: a change that comes before is told by the same walk.
    private final Set<Pending> pending = ConcurrentHashMap.newKeySet();

    Walk(Duration spread) {
        this.spread = spread;
    }

    private record Pending(SessionLoop loop, PortalId portal) {}

    /// Every session of the portal on this loop decides again, soon. From any thread.
    void portal(SessionLoop loop, PortalId portal) {
        var walk = new Pending(loop, portal);
        if (pending.add(walk)) {
            loop.execute(() -> {
                pending.remove(walk);
                var sessions = new ArrayList<>(loop.of(portal));
                spread(loop, sessions);
            });
        }
    }

    /// The action on each, a slice at a time. On the loop.
    void slices(SessionLoop loop, List<VisitorSession> sessions, Consumer<VisitorSession> action) {
        slices(loop, sessions, action, Duration.ZERO);
    }

    /// One slice after the other, the last one at the end of the spread.
    private void spread(SessionLoop loop, List<VisitorSession> sessions) {
        int slices = Math.max(1, (sessions.size() + SLICE - 1) / SLICE);
        slices(loop, sessions, VisitorSession::decideAgain, spread.dividedBy(slices));
    }

    /// What a slice has to send leaves at once, while its connections are at hand.
    private static void slices(
            SessionLoop loop,
            List<VisitorSession> sessions,
            Consumer<VisitorSession> action,
            Duration apart) {
        int end = Math.min(SLICE, sessions.size());
        sessions.subList(0, end).forEach(action);
        loop.flush();
        if (end < sessions.size()) {
            var rest = sessions.subList(end, sessions.size());
            loop.schedule(() -> slices(loop, rest, action, apart), apart);
        }
    }
}
