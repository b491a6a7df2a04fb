package parley.gateway.postgres.admin;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Row;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import parley.gateway.availability.Agent;
import parley.gateway.availability.AgentState;
import parley.gateway.availability.store.PresenceStore;
import parley.protocol.value.AgentId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Who is there, in tables `node` and `agent_connection`, and the switch in `agent`.
public final class PostgresPresenceStore implements PresenceStore {
    private final Transactions transactions;

    public PostgresPresenceStore(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Mono<Void> renew(UUID node) {
        return transactions
                .ofNone(it ->
                        Sql.of(
                                        it,
                                        """
                                        INSERT INTO node (id, lease_until)
                                        VALUES ($1, now() + $2 * interval '1 second')
                                        ON CONFLICT (id)
                                        DO UPDATE SET lease_until = excluded.lease_until
                                        """)
                                .bind(node)
                                .bind((int) LEASE.toSeconds())
                                .count())
                .then();
    }

    @Override
    public Mono<Set<UUID>> living() {
        return transactions
                .ofNone(it ->
                        Sql.of(it, "SELECT id FROM node WHERE lease_until > now()")
                                .list(row -> Sql.get(row, "id", UUID.class)))
                .map(Set::copyOf);
    }

    @Override
    public Mono<Void> leave(UUID node) {
        return transactions
                .ofNone(it ->
                        Sql.of(it, "SELECT leave_node($1, $2)")
                                .bind(node)
                                .bind((int) LEASE.toSeconds())
                                .list(_ -> true)
                                .then(
                                        Sql.of(
                                                        it,
                                                        "UPDATE node SET lease_until = now() WHERE"
                                                                + " id = $1")
                                                .bind(node)
                                                .count()))
                .then();
    }

    /// What does not count any more is forgotten: an agent who is connected was never gone.
    @Override
    public Mono<Void> opened(PortalId portal, AgentId agent, UUID node, UUID connection) {
        return transactions
                .of(
                        portal,
                        it ->
                                forget(it, portal, agent)
                                        .then(open(it, portal, agent, node, connection)))
                .then();
    }

    private static Mono<Long> forget(Connection connection, PortalId portal, AgentId agent) {
        return Sql.of(
                        connection,
                        """
                        DELETE FROM agent_connection c USING node n
                        WHERE c.portal = $1 AND c.agent = $2 AND n.id = c.node
                          AND coalesce(c.until, n.lease_until) < now()
                        """)
                .bind(portal.value())
                .bind(agent.value())
                .count();
    }

    private static Mono<Long> open(
            Connection connection, PortalId portal, AgentId agent, UUID node, UUID id) {
        return Sql.of(
                        connection,
                        """
                        INSERT INTO agent_connection (portal, agent, node, connection)
                        VALUES ($1, $2, $3, $4)
                        ON CONFLICT DO NOTHING
                        """)
                .bind(portal.value())
                .bind(agent.value())
                .bind(node)
                .bind(id)
                .count();
    }

    @Override
    public Mono<Void> closed(PortalId portal, AgentId agent, UUID connection) {
        return transactions
                .of(
                        portal,
                        it ->
                                Sql.of(
                                                it,
                                                """
                                                UPDATE agent_connection
                                                SET until = now() + $4 * interval '1 second'
                                                WHERE portal = $1 AND agent = $2
                                                  AND connection = $3 AND until IS NULL
                                                """)
                                        .bind(portal.value())
                                        .bind(agent.value())
                                        .bind(connection)
                                        .bind((int) LEASE.toSeconds())
                                        .count())
                .then();
    }

    @Override
    public Mono<Agent> setStatus(PortalId portal, AgentId agent, Agent.Status status, AgentId by) {
        return transactions.of(
                portal,
                it ->
                        Sql.of(
                                        it,
                                        """
                                        UPDATE agent a
                                        SET status = $3, status_at = clock_timestamp(), status_by = $4
                                        WHERE a.portal = $1 AND a.id = $2
                                        RETURNING
                                        """
                                                + AgentRows.COLUMNS)
                                .bind(portal.value())
                                .bind(agent.value())
                                .bind(status.name().toLowerCase(Locale.ROOT))
                                .bind(by.value())
                                .first(AgentRows::agent));
    }

    @Override
    public Mono<List<AgentState>> agentStates(PortalId portal) {
        return transactions.of(portal, it -> states(it, portal));
    }

    static Mono<List<AgentState>> states(Connection connection, PortalId portal) {
        return Sql.of(
                        connection,
                        """
                        SELECT %s, present_until(a.portal, a.id) AS lease_until
                        FROM agent a WHERE a.portal = $1 ORDER BY a.name, a.id
                        """
                                .formatted(AgentRows.COLUMNS))
                .bind(portal.value())
                .list(PostgresPresenceStore::state);
    }

    private static AgentState state(Row row) {
        return new AgentState(AgentRows.agent(row), row.get("lease_until", Instant.class));
    }
}
