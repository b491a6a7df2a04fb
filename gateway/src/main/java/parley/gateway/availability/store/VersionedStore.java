package parley.gateway.availability.store;

import java.util.List;
import java.util.UUID;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Durable truth about one sort of thing that admins edit: each has an id within its portal and a
/// version. What belongs to another portal is not found.
///
/// @param <T> the sort of thing
public interface VersionedStore<T> {
    /// All of a portal's, by name.
    Mono<List<T>> ofPortal(PortalId portal);

    /// Empty if the portal has none of that id.
    Mono<T> find(PortalId portal, UUID id);

    /// Creates it if its version is 0, else replaces exactly that version.
    Mono<Outcome<T>> save(T thing);

    /// Deletes exactly that version; refused while something refers to it.
    Mono<Outcome<T>> delete(PortalId portal, UUID id, long version);
}
