package parley.gateway.conversation;

import java.util.Collection;
import java.util.Map;
import parley.gateway.conversation.Places.Place;
import parley.protocol.value.ConversationId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Durable truth about places in queues, and about who was last seen waiting.
public interface PlaceStore {
    /// Those of them that wait for room: others are missing.
    Mono<Map<ConversationId, Place>> places(
            PortalId portal, Collection<ConversationId> conversations);

    /// Their visitors are on the site now.
    Mono<Void> seen(PortalId portal, Collection<ConversationId> conversations);
}
