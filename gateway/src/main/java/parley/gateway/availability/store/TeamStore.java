package parley.gateway.availability.store;

import java.util.List;
import parley.gateway.availability.Team;
import parley.protocol.value.PortalId;
import parley.protocol.value.TeamId;
import reactor.core.publisher.Mono;

/// Durable truth about teams and who is in them. What belongs to another portal is not found.
public interface TeamStore {
    /// All of a portal's, by name.
    Mono<List<Team>> ofPortal(PortalId portal);

    /// Empty if the portal has none of that id.
    Mono<Team> find(PortalId portal, TeamId team);

    /// Creates it if its version is 0, else replaces exactly that version.
    Mono<Outcome<Team>> save(Team team);

    /// Deletes exactly that version. Rules that name it go on without it.
    Mono<Outcome<Team>> delete(PortalId portal, TeamId team, long version);
}
