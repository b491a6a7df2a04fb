package parley.gateway.availability.store;

import java.util.List;
import parley.gateway.availability.Inbox;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Durable truth about inboxes. What belongs to another portal is not found.
public interface InboxStore {
    /// All of a portal's, by name.
    Mono<List<Inbox>> ofPortal(PortalId portal);

    /// Empty if the portal has none of that id.
    Mono<Inbox> find(PortalId portal, InboxId inbox);

    /// Creates it if its version is 0, else replaces exactly that version.
    Mono<Outcome<Inbox>> save(Inbox inbox);

    /// Deletes exactly that version; refused while chatflows or conversations refer to it.
    Mono<Outcome<Inbox>> delete(PortalId portal, InboxId inbox, long version);
}
