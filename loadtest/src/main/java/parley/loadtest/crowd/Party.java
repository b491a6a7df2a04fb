package parley.loadtest.crowd;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import parley.loadtest.cluster.Node;
import parley.protocol.frame.ServerFrame;
import parley.protocol.value.ConversationId;

/// What differs between a visitor's tab and an agent's console: where they connect and how they put
/// things. Confined to the client's thread.
interface Party {
    /// Where this party connects on a node: through which proxy.
    URI address(Node node);

    /// The `Origin` header; null: none.
    @Nullable String origin();

    /// Whether all that the first frame needs is known.
    boolean mayConnect(List<Lane> lanes);

    /// The first frame of a connection.
    byte[] connect(List<Lane> lanes);

    /// Takes note of who the gateway says this party is.
    void note(ServerFrame frame, List<Lane> lanes);

    /// The sender of its messages as the table knows it.
    String sender();

    /// `visitor` or `agent`.
    String actorKind();

    /// What its bodies begin with.
    long canary();

    byte[] send(Lane lane, Lane.Message message);

    byte[] sync(ConversationId conversation, long after);

    byte[] ping(long t, List<Lane> lanes);

    /// The frame that attaches to a lane which `connect` did not name; null if nothing is needed.
    byte @Nullable [] attach(Lane lane);

    /// The ack of a send that named no conversation told which one it is.
    void began(ConversationId conversation);
}
