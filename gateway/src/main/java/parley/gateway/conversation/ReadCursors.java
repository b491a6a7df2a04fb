package parley.gateway.conversation;

import java.util.Collection;
import java.util.Map;
import parley.protocol.value.ConversationId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// How far participants have read: what unread counts are made from.
public interface ReadCursors {
    /// The public `read` cursors of one participant; conversations without one are missing.
    ///
    /// @param participant as in [ConversationStore#cursor]
    Mono<Map<ConversationId, Long>> read(
            PortalId portal, String participant, Collection<ConversationId> conversations);
}
