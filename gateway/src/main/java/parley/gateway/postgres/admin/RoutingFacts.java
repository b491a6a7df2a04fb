package parley.gateway.postgres.admin;

import io.r2dbc.spi.Connection;
import java.time.Instant;
import java.util.function.Function;
import java.util.stream.Collectors;
import parley.gateway.availability.Inbox;
import parley.gateway.availability.Staff;
import parley.gateway.availability.Team;
import parley.gateway.routing.Assignment;
import parley.gateway.routing.Candidates;
import parley.gateway.routing.Plan.Waiting;
import parley.gateway.routing.Route;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// What routing in one inbox goes by, as it is stored now.
///
/// @param now by the clock of the database: leases are counted by it
record RoutingFacts(Inbox inbox, Staff staff, Instant now) {
    /// Empty if there is no such inbox.
    static Mono<RoutingFacts> of(Connection connection, PortalId portal, InboxId inbox) {
        return PostgresInboxStore.find(connection, portal, inbox)
                .flatMap(found ->
                        staff(connection, portal)
                                .flatMap(staff ->
                                        now(connection, portal).map(it -> it.facts(found, staff))));
    }

    /// @param limits whether the portal's plan has any
    private record Now(Instant instant, boolean limits) {
        RoutingFacts facts(Inbox inbox, Staff staff) {
            return new RoutingFacts(inbox, limits ? staff : staff.withoutLimits(), instant);
        }
    }

    private static Mono<Now> now(Connection connection, PortalId portal) {
        return Sql.of(
                        connection,
                        "SELECT clock_timestamp() AS now, limits FROM portal WHERE id = $1")
                .bind(portal.value())
                .first(row ->
                        new Now(
                                Sql.get(row, "now", Instant.class),
                                Sql.get(row, "limits", Boolean.class)));
    }

    private static Mono<Staff> staff(Connection connection, PortalId portal) {
        return PostgresPresenceStore.states(connection, portal)
                .flatMap(agents ->
                        PostgresTeamStore.list(connection, portal)
                                .map(teams ->
                                        new Staff(
                                                agents.stream()
                                                        .collect(
                                                                Collectors.toUnmodifiableMap(
                                                                        it -> it.agent().id(),
                                                                        Function.identity())),
                                                teams.stream()
                                                        .collect(
                                                                Collectors.toUnmodifiableMap(
                                                                        Team::id,
                                                                        Function.identity())))));
    }

    Candidates candidates(Waiting waiting) {
        return Candidates.of(waiting.rule(), inbox, staff, waiting.owner())
                .without(waiting.tried());
    }

    /// Whether it waits because all who are there are full, as its visitor is told.
    boolean waitsForRoom(Waiting waiting) {
        var route = Route.of(waiting.rule(), inbox.channel(), candidates(waiting), now);
        return route.assignment() instanceof Assignment.Waiting(var cause, _)
                && cause == Assignment.Cause.ROOM;
    }
}
