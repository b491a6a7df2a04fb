package parley.gateway.postgres.admin;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Row;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import parley.gateway.access.Origins;
import parley.gateway.access.Portal;
import parley.gateway.access.store.PortalStore;
import parley.gateway.access.store.Saved;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Portals, in table `portal`.
public final class PostgresPortalStore implements PortalStore {
    private final Transactions transactions;
    private final Doorbell doorbell;

    public PostgresPortalStore(Transactions transactions, Doorbell doorbell) {
        this.transactions = transactions;
        this.doorbell = doorbell;
    }

    @Override
    public Mono<List<Portal>> all() {
        return transactions.ofNone(
                it -> Sql.of(it, "SELECT * FROM all_portals()").list(PostgresPortalStore::portal));
    }

    @Override
    public Mono<Portal> find(PortalId id) {
        return transactions.of(id, it -> find(it, id));
    }

    @Override
    public Mono<Void> create(Portal portal) {
        return transactions
                .of(
                        portal.id(),
                        it ->
                                Sql.of(
                                                it,
                                                """
                                                INSERT INTO portal
                                                    (id, name, origins, active, privacy, limits)
                                                VALUES ($1, $2, $3, $4, $5, $6)
                                                ON CONFLICT (id) DO NOTHING
                                                """)
                                        .bind(portal.id().value())
                                        .bind(portal.name())
                                        .bind(origins(portal))
                                        .bind(portal.active())
                                        .bind(portal.privacy())
                                        .bind(portal.limits())
                                        .count())
                .doOnNext(_ -> doorbell.portalChanged(portal.id()))
                .doOnError(doorbell.unsure(portal.id()))
                .then();
    }

    @Override
    public Mono<Saved<Portal>> update(Portal portal) {
        return transactions
                .of(portal.id(), it -> update(it, portal))
                .doOnNext(it -> {
                    if (it instanceof Saved.Stored<Portal>) {
                        doorbell.portalChanged(portal.id());
                    }
                })
                .doOnError(doorbell.unsure(portal.id()));
    }

    private static Mono<Saved<Portal>> update(Connection connection, Portal portal) {
        return Sql.of(
                        connection,
                        """
                        UPDATE portal
                        SET name = $2, origins = $3, active = $4, privacy = $5, limits = $6,
                            version = version + 1
                        WHERE id = $1 AND version = $7
                        RETURNING id, name, origins, active, privacy, limits, version
                        """)
                .bind(portal.id().value())
                .bind(portal.name())
                .bind(origins(portal))
                .bind(portal.active())
                .bind(portal.privacy())
                .bind(portal.limits())
                .bind(portal.version())
                .first(PostgresPortalStore::portal)
                .<Saved<Portal>>map(Saved.Stored::new)
                .switchIfEmpty(
                        find(connection, portal.id())
                                .<Saved<Portal>>map(it -> new Saved.Stale<>(it.version())))
                .defaultIfEmpty(new Saved.Missing<>());
    }

    private static Mono<Portal> find(Connection connection, PortalId id) {
        return Sql.of(
                        connection,
                        """
                        SELECT id, name, origins, active, privacy, limits, version
                        FROM portal WHERE id = $1
                        """)
                .bind(id.value())
                .first(PostgresPortalStore::portal);
    }

    private static String[] origins(Portal portal) {
        return portal.origins().values().stream().sorted().toArray(String[]::new);
    }

    private static Portal portal(Row row) {
        return new Portal(
                new PortalId(Sql.get(row, "id", UUID.class)),
                Sql.get(row, "name", String.class),
                Origins.of(Arrays.asList(Sql.get(row, "origins", String[].class))),
                Sql.get(row, "active", Boolean.class),
                Sql.get(row, "privacy", Boolean.class),
                Sql.get(row, "limits", Boolean.class),
                Sql.get(row, "version", Long.class));
    }
}
