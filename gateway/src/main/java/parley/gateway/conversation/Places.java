package parley.gateway.conversation;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.ConversationId;
import parley.protocol.value.PortalId;

/// Where those who wait for an agent with room stand in the queue. Any thread.
public interface Places {
    /// Nobody is told anything.
    Places UNTOLD = (_, _, _) -> () -> {};

    /// Tells the listener, on any thread, where the conversation stands, and again whenever that is
    /// another place; nothing while it does not wait for room. As long as it is watched its visitor
    /// counts as being on the site (CAP-27).
    Watch watch(PortalId portal, ConversationId conversation, Consumer<Place> listener);

    /// @param position from 1
    /// @param waitSeconds until it is served, in full minutes; null if it cannot be told
    record Place(int position, @Nullable Integer waitSeconds) {}

    /// Closing it twice is harmless.
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
