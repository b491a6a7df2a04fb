package parley.loadtest.exchange;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.VisitorId;

/// How the agent knows for which visitor to look in the inbox. Shared by both peers.
final class Meeting {
    private final AtomicReference<@Nullable VisitorId> visitor = new AtomicReference<>();

    void is(VisitorId id) {
        visitor.set(id);
    }

    boolean isOf(VisitorId id) {
        return id.equals(visitor.get());
    }
}
