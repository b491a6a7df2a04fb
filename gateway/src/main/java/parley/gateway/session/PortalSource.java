package parley.gateway.session;

import java.util.List;
import parley.gateway.access.Portal;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Where the portals in memory come from.
public interface PortalSource {
    /// All portals, the inactive among them.
    Mono<List<Portal>> portals();

    /// All that decisions about one portal need; empty if there is no such portal.
    Mono<PortalFacts> facts(PortalId id);

    /// The same facts with the agents as they are now: status, presence, load.
    Mono<PortalFacts> withStaffOfNow(PortalFacts facts);
}
