package parley.gateway.access.store;

import java.util.List;
import parley.gateway.access.Portal;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Durable truth about portals.
public interface PortalStore {
    /// Every portal, active or not, for the memory of a node that starts.
    Mono<List<Portal>> all();

    /// A portal by id; empty if there is none.
    Mono<Portal> find(PortalId id);

    /// Stores a new portal with version 1; does nothing if the id is taken.
    Mono<Void> create(Portal portal);

    /// Stores a changed portal if the stored version is still `portal.version()`.
    Mono<Saved<Portal>> update(Portal portal);
}
