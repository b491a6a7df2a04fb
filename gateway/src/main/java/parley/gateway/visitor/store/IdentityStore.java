package parley.gateway.visitor.store;

import java.util.List;
import java.util.UUID;
import parley.gateway.availability.store.Outcome;
import parley.gateway.visitor.IdentityKey;
import parley.gateway.visitor.VisitorSettings;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// How a portal knows its visitors: keys of its servers, and what it asks of visitors.
public interface IdentityStore {
    /// The newest first.
    Mono<List<IdentityKey>> keys(PortalId portal);

    /// Adds a key; what was signed with the others stays good.
    Mono<Void> add(PortalId portal, IdentityKey key);

    /// Deletes a key: what was signed with it is refused from now on.
    ///
    /// @return false if the portal has no such key
    Mono<Boolean> delete(PortalId portal, UUID key);

    /// What the portal asks of visitors.
    Mono<VisitorSettings> settings(PortalId portal);

    /// Replaces exactly that version; 0 before the first time.
    Mono<Outcome<VisitorSettings>> save(VisitorSettings settings);
}
