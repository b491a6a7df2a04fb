package parley.gateway.postgres.admin;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Row;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import parley.gateway.access.Grants;
import parley.gateway.access.Permission;
import parley.gateway.access.Role;
import parley.gateway.access.store.GrantStore;
import parley.gateway.access.store.Saved;
import parley.protocol.value.AgentId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Roles and permissions, in table `agent`.
public final class PostgresGrantStore implements GrantStore {
    private final Transactions transactions;
    private final Doorbell doorbell;

    public PostgresGrantStore(Transactions transactions, Doorbell doorbell) {
        this.transactions = transactions;
        this.doorbell = doorbell;
    }

    @Override
    public Mono<Map<AgentId, Grants>> ofPortal(PortalId portal) {
        return transactions
                .of(
                        portal,
                        it ->
                                Sql.of(
                                                it,
                                                "SELECT id, role, permissions FROM agent WHERE portal = $1")
                                        .bind(portal.value())
                                        .list(row -> Map.entry(id(row), grants(row))))
                .map(it ->
                        it.stream()
                                .collect(
                                        Collectors.toUnmodifiableMap(
                                                Map.Entry::getKey, Map.Entry::getValue)));
    }

    @Override
    public Mono<Grants> find(PortalId portal, AgentId agent) {
        return transactions.of(
                portal,
                it ->
                        Sql.of(
                                        it,
                                        """
                                        SELECT role, permissions FROM agent
                                        WHERE portal = $1 AND id = $2
                                        """)
                                .bind(portal.value())
                                .bind(agent.value())
                                .first(PostgresGrantStore::grants));
    }

    @Override
    public Mono<Saved<Grants>> save(PortalId portal, AgentId agent, Grants grants, long version) {
        return transactions
                .of(portal, it -> save(it, portal, agent, grants, version))
                .doOnNext(it -> {
                    if (it instanceof Saved.Stored<Grants>) {
                        doorbell.portalChanged(portal);
                    }
                })
                .doOnError(doorbell.unsure(portal));
    }

    private static Mono<Saved<Grants>> save(
            Connection connection, PortalId portal, AgentId agent, Grants grants, long version) {
        return Sql.of(
                        connection,
                        """
                        UPDATE agent SET role = $3, permissions = $4, version = version + 1
                        WHERE portal = $1 AND id = $2 AND version = $5
                        RETURNING role, permissions
                        """)
                .bind(portal.value())
                .bind(agent.value())
                .bind(grants.role().wireName())
                .bind(names(grants))
                .bind(version)
                .first(PostgresGrantStore::grants)
                .<Saved<Grants>>map(Saved.Stored::new)
                .switchIfEmpty(
                        Versions.stored(connection, "agent", portal, agent.value())
                                .<Saved<Grants>>map(Saved.Stale::new))
                .defaultIfEmpty(new Saved.Missing<>());
    }

    private static String[] names(Grants grants) {
        return grants.permissions().stream()
                .map(Permission::wireName)
                .sorted()
                .toArray(String[]::new);
    }

    private static AgentId id(Row row) {
        return new AgentId(Sql.get(row, "id", UUID.class));
    }

    private static Grants grants(Row row) {
        return new Grants(
                Role.ofWireName(Sql.get(row, "role", String.class)),
                PostgresTokenStore.permissions(row));
    }
}
