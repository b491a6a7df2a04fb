package parley.loadtest.crowd;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.ConversationId;

/// Where the clients of one conversation find each other: its first tab begins it, the others wait
/// until it is known.
final class Meeting {
    private final Portal portal;
    private final List<Consumer<Started>> waiting = new ArrayList<>();
    private @Nullable Started started;

    /// @param visitor whose conversation it is
    /// @param token of the first tab, with which the second is the same visitor
    record Started(ConversationId conversation, String visitor, String token) {}

    Meeting(Portal portal) {
        this.portal = portal;
    }

    Portal portal() {
        return portal;
    }

    /// Told once; later calls mean nothing.
    synchronized void started(Started fact) {
        if (started == null) {
            started = fact;
            waiting.forEach(it -> it.accept(fact));
        }
    }

    /// Calls back when it is known, perhaps at once.
    synchronized void whenStarted(Consumer<Started> then) {
        if (started != null) {
            then.accept(started);
        } else {
            waiting.add(then);
        }
    }

    synchronized @Nullable Started startedOrNull() {
        return started;
    }
}
