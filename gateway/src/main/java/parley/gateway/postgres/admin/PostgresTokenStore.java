package parley.gateway.postgres.admin;

import io.r2dbc.spi.Row;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import parley.gateway.access.ApiToken;
import parley.gateway.access.Permission;
import parley.gateway.access.Principal;
import parley.gateway.access.Role;
import parley.gateway.access.store.TokenStore;
import parley.protocol.value.AgentId;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// API tokens, in table `api_token`. Signing in knows no portal yet, so it asks a function that
/// looks for itself.
public final class PostgresTokenStore implements TokenStore {
    private final Transactions transactions;
    private final Doorbell doorbell;

    public PostgresTokenStore(Transactions transactions, Doorbell doorbell) {
        this.transactions = transactions;
        this.doorbell = doorbell;
    }

    @Override
    public Mono<Found> find(String prefix) {
        return transactions.ofNone(it ->
                Sql.of(it, "SELECT * FROM find_token($1)")
                        .bind(prefix)
                        .first(PostgresTokenStore::found));
    }

    @Override
    public Mono<Boolean> create(
            PortalId portal, AgentId agent, ApiToken token, @Nullable Instant expiresAt) {
        return transactions
                .of(
                        portal,
                        it ->
                                Sql.of(
                                                it,
                                                """
                                                INSERT INTO api_token (prefix, hash, portal, agent, expires_at)
                                                SELECT $1, decode($2, 'hex'), a.portal, a.id, $5
                                                FROM agent a WHERE a.portal = $3 AND a.id = $4
                                                """)
                                        .bind(token.prefix())
                                        .bind(token.hash())
                                        .bind(portal.value())
                                        .bind(agent.value())
                                        .bindNullable(expiresAt, Instant.class)
                                        .count())
                .map(it -> it > 0);
    }

    @Override
    public Mono<List<Listed>> list(PortalId portal, AgentId agent) {
        return transactions.of(
                portal,
                it ->
                        Sql.of(
                                        it,
                                        """
                                        SELECT prefix, created_at, expires_at, revoked_at
                                        FROM api_token WHERE portal = $1 AND agent = $2
                                        ORDER BY created_at DESC, prefix
                                        """)
                                .bind(portal.value())
                                .bind(agent.value())
                                .list(PostgresTokenStore::listed));
    }

    @Override
    public Mono<Boolean> revoke(PortalId portal, AgentId agent, String prefix) {
        return transactions
                .of(
                        portal,
                        it ->
                                Sql.of(
                                                it,
                                                """
                                                UPDATE api_token SET revoked_at = coalesce(revoked_at, now())
                                                WHERE portal = $1 AND agent = $2 AND prefix = $3
                                                """)
                                        .bind(portal.value())
                                        .bind(agent.value())
                                        .bind(prefix)
                                        .count())
                .map(it -> it > 0)
                .doOnNext(_ -> doorbell.portalChanged(portal))
                .doOnError(doorbell.unsure(portal));
    }

    private static Found found(Row row) {
        var portal = new PortalId(Sql.get(row, "portal", UUID.class));
        var agent = new AgentId(Sql.get(row, "agent", UUID.class));
        var role = Role.ofWireName(Sql.get(row, "role", String.class));
        var principal = new Principal(portal, agent, role, permissions(row), inboxes(row));
        return new Found(
                Sql.get(row, "hash", String.class),
                principal,
                row.get("expires_at", Instant.class),
                row.get("revoked_at", Instant.class));
    }

    static Set<Permission> permissions(Row row) {
        return Arrays.stream(Sql.get(row, "permissions", String[].class))
                .map(Permission::ofWireName)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Set<InboxId> inboxes(Row row) {
        return Arrays.stream(Sql.get(row, "inboxes", UUID[].class))
                .map(InboxId::new)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Listed listed(Row row) {
        return new Listed(
                Sql.get(row, "prefix", String.class),
                Sql.get(row, "created_at", Instant.class),
                row.get("expires_at", Instant.class),
                row.get("revoked_at", Instant.class));
    }
}
