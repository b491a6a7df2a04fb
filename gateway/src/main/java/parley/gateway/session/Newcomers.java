package parley.gateway.session;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import parley.protocol.frame.CloseCode;

/// New visitors who came while the node was pressed: they wait at the door so that whoever comes
/// back goes first. Confined to one event loop.
///
/// At most [#MAX_WAITING]; overflow is `DROP_NEWEST`, and whoever has waited for [#PATIENCE] is
/// sent away, too: close 1013, to dial again with backoff.
final class Newcomers {
    /// Of one event loop.
    static final int MAX_WAITING = 4_096;

    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Rush rush;
    private final double perTick;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private double allowance;

    /// @param loops among which the node's rate is shared
    Newcomers(Rush rush, int loops) {
        this.rush = rush;
        this.perTick =
                (double) rush.newcomersPerSecond() * SessionLoop.TICK.toMillis() / 1_000 / loops;
    }

    private record Waiting(VisitorSession session, Runnable enter, int since) {}

    /// Lets the visitor in, now or later.
    ///
    /// @param enter done once, on this loop
    void come(VisitorSession session, Runnable enter) {
        if (rush.pressure().get() == Pressure.GREEN && waiting.isEmpty()) {
            enter.run();
        } else if (waiting.size() < MAX_WAITING) {
            waiting.add(new Waiting(session, enter, session.loop().now()));
        } else {
            sendAway(session);
        }
    }

    /// A tick has passed.
    void tick(int now) {
        if (waiting.isEmpty()) {
            return;
        }
        admit(
                switch (rush.pressure().get()) {
                    case GREEN -> Walk.SLICE;
                    case YELLOW -> thisTick();
                    case RED -> 0;
                });
        int patience = SessionLoop.ticks(PATIENCE);
        for (var it = waiting.peek();
                it != null && now - it.since >= patience;
                it = waiting.peek()) {
            waiting.remove();
            sendAway(it.session);
        }
    }

    int size() {
        return waiting.size();
    }

    private int thisTick() {
        allowance += perTick;
        int whole = (int) allowance;
        allowance -= whole;
        return whole;
    }

    /// Those who gave up meanwhile take nobody's place.
    private void admit(int most) {
        for (int left = most; left > 0 && !waiting.isEmpty(); ) {
            var it = waiting.remove();
            if (it.session.listening()) {
                it.enter.run();
                left--;
            }
        }
    }

    private static void sendAway(VisitorSession session) {
        if (session.listening()) {
            session.context().metrics().shed("newcomer");
            session.close(CloseCode.OVERLOADED, "try again");
        }
    }
}
