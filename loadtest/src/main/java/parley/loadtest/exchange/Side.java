package parley.loadtest.exchange;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import parley.loadtest.exchange.Sends.Message;
import parley.protocol.frame.ServerFrame;
import parley.protocol.value.ConversationId;

/// What differs between a visitor and an agent: where they connect and how they put things.
/// Confined to its peer's thread.
interface Side {
    String name();

    /// Where this side connects on a node.
    URI address(URI node);

    /// The `Origin` header; null: none.
    @Nullable String origin();

    /// The first frame of a connection.
    byte[] connect(Holding holding);

    /// Takes note of a frame.
    ///
    /// @return a frame to answer with, or null
    byte @Nullable [] react(ServerFrame frame, Holding holding);

    /// Whether this side can send now, having heard what it needs on this connection.
    boolean attached();

    /// The connection is gone.
    void detached();

    /// The conversation, once known.
    @Nullable ConversationId conversation();

    byte[] send(Message message);

    byte[] sync(ConversationId conversation, long after);

    byte[] ping(long t, Holding holding);
}
