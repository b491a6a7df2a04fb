package parley.gateway.postgres.admin;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import java.util.List;
import parley.gateway.availability.Agent;
import parley.gateway.availability.store.AgentStore;
import parley.gateway.availability.store.Outcome;
import parley.protocol.value.AgentId;
import parley.protocol.value.PortalId;
import parley.protocol.value.Problem;
import reactor.core.publisher.Mono;

/// Agents, in table `agent`; their roles are [PostgresGrantStore]'s, their status and load are
/// [PostgresPresenceStore]'s and the conversations'.
public final class PostgresAgentStore implements AgentStore {
    private static final String SELECT =
            "SELECT " + AgentRows.COLUMNS + " FROM agent a WHERE a.portal = $1";
    private static final String INSERT =
            """
            INSERT INTO agent (portal, id, name, first_name, email, avatar_url, active, seat, capacity,
                               working_hours, role)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text::jsonb, 'viewer')
            """;
    private static final String UPDATE =
            """
            UPDATE agent
            SET name = $3, first_name = $4, email = $5, avatar_url = $6, active = $7, seat = $8,
                capacity = $9, working_hours = $10::text::jsonb, version = version + 1
            WHERE portal = $1 AND id = $2 AND version = $11
            """;

    private final Transactions transactions;
    private final Doorbell doorbell;

    public PostgresAgentStore(Transactions transactions, Doorbell doorbell) {
        this.transactions = transactions;
        this.doorbell = doorbell;
    }

    @Override
    public Mono<List<Agent>> ofPortal(PortalId portal) {
        return transactions.of(
                portal,
                it ->
                        Sql.of(it, SELECT + " ORDER BY a.name, a.id")
                                .bind(portal.value())
                                .list(AgentRows::agent));
    }

    @Override
    public Mono<Agent> find(PortalId portal, AgentId agent) {
        return transactions.of(portal, it -> find(it, portal, agent));
    }

    @Override
    public Mono<Outcome<Agent>> save(Agent agent) {
        return transactions
                .of(agent.portal(), it -> save(it, agent))
                .onErrorResume(
                        R2dbcDataIntegrityViolationException.class,
                        _ -> Mono.just(emailTaken(agent)))
                .doOnNext(it -> {
                    if (it instanceof Outcome.Saved<Agent>) {
                        doorbell.portalChanged(agent.portal());
                    }
                })
                .doOnError(doorbell.unsure(agent.portal()));
    }

    private static Mono<Outcome<Agent>> save(Connection connection, Agent agent) {
        var profile = agent.profile();
        var statement =
                Sql.of(connection, agent.version() == 0 ? INSERT : UPDATE)
                        .bind(agent.portal().value())
                        .bind(agent.id().value())
                        .bind(profile.name())
                        .bind(profile.firstName())
                        .bind(profile.email())
                        .bindNullable(profile.avatarUrl(), String.class)
                        .bind(agent.active())
                        .bind(agent.seat())
                        .bindNullable(agent.load().capacity(), Integer.class)
                        .bindNullable(StoredJson.hours(agent.duty().workingHours()), String.class);
        var counted = agent.version() == 0 ? statement : statement.bind(agent.version());
        return counted.count()
                .flatMap(written ->
                        written == 0
                                ? Versions.unchanged(
                                        connection, "agent", agent.portal(), agent.id().value())
                                : find(connection, agent.portal(), agent.id())
                                        .map(Outcome.Saved::new));
    }

    private static Mono<Agent> find(Connection connection, PortalId portal, AgentId agent) {
        return Sql.of(connection, SELECT + " AND a.id = $2")
                .bind(portal.value())
                .bind(agent.value())
                .first(AgentRows::agent);
    }

    /// The only thing that an agent of good types can collide with.
    private static Outcome<Agent> emailTaken(Agent agent) {
        return new Outcome.Refused<>(
                List.of(
                        new Problem(
                                "email",
                                "\"" + agent.profile().email() + "\"",
                                "an address that no other agent has")));
    }
}
