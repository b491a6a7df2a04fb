package parley.gateway.postgres.contacts;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Row;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import parley.gateway.availability.store.Outcome;
import parley.gateway.postgres.admin.Doorbell;
import parley.gateway.postgres.admin.Sql;
import parley.gateway.postgres.admin.Transactions;
import parley.gateway.visitor.IdentityKey;
import parley.gateway.visitor.VisitorSettings;
import parley.gateway.visitor.store.IdentityStore;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Keys and settings, in tables `identity_key` and `visitor_settings`.
public final class PostgresIdentityStore implements IdentityStore {
    private final Transactions transactions;
    private final Doorbell doorbell;

    public PostgresIdentityStore(Transactions transactions, Doorbell doorbell) {
        this.transactions = transactions;
        this.doorbell = doorbell;
    }

    @Override
    public Mono<List<IdentityKey>> keys(PortalId portal) {
        return transactions.of(
                portal,
                it ->
                        Sql.of(
                                        it,
                                        """
                                        SELECT id, secret, created_at FROM identity_key
                                        WHERE portal = $1 ORDER BY created_at DESC, id
                                        """)
                                .bind(portal.value())
                                .list(PostgresIdentityStore::key));
    }

    @Override
    public Mono<Void> add(PortalId portal, IdentityKey key) {
        return transactions
                .of(
                        portal,
                        it ->
                                Sql.of(
                                                it,
                                                """
                                                INSERT INTO identity_key
                                                    (portal, id, secret, created_at)
                                                VALUES ($1, $2, $3, $4)
                                                """)
                                        .bind(portal.value())
                                        .bind(key.id())
                                        .bind(ByteBuffer.wrap(key.secret()))
                                        .bind(key.createdAt())
                                        .count())
                .doOnNext(_ -> doorbell.portalChanged(portal))
                .doOnError(doorbell.unsure(portal))
                .then();
    }

    @Override
    public Mono<Boolean> delete(PortalId portal, UUID key) {
        return transactions
                .of(
                        portal,
                        it ->
                                Sql.of(it, "DELETE FROM identity_key WHERE portal = $1 AND id = $2")
                                        .bind(portal.value())
                                        .bind(key)
                                        .count())
                .map(it -> it > 0)
                .doOnNext(_ -> doorbell.portalChanged(portal))
                .doOnError(doorbell.unsure(portal));
    }

    @Override
    public Mono<VisitorSettings> settings(PortalId portal) {
        return transactions.of(portal, it -> settings(it, portal));
    }

    @Override
    public Mono<Outcome<VisitorSettings>> save(VisitorSettings settings) {
        var sql =
                settings.version() == 0
                        ? """
                        INSERT INTO visitor_settings (portal, identity_required, meeting_hosts)
                        VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
                        """
                        : """
                        UPDATE visitor_settings
                        SET identity_required = $2, meeting_hosts = $3, version = version + 1
                        WHERE portal = $1 AND version = $4
                        """;
        var portal = settings.portal();
        return transactions
                .of(
                        portal,
                        it -> {
                            var statement =
                                    Sql.of(it, sql)
                                            .bind(portal.value())
                                            .bind(settings.identityRequired())
                                            .bind(settings.meetingHosts().toArray(String[]::new));
                            var counted =
                                    settings.version() == 0
                                            ? statement
                                            : statement.bind(settings.version());
                            return counted.count()
                                    .flatMap(written ->
                                            settings(it, portal).map(now -> outcome(written, now)));
                        })
                .doOnNext(it -> {
                    if (it instanceof Outcome.Saved<VisitorSettings>) {
                        doorbell.portalChanged(portal);
                    }
                })
                .doOnError(doorbell.unsure(portal));
    }

    private static Outcome<VisitorSettings> outcome(long written, VisitorSettings now) {
        return written == 0
                ? new Outcome.VersionConflict<>(now.version())
                : new Outcome.Saved<>(now);
    }

    private static Mono<VisitorSettings> settings(Connection connection, PortalId portal) {
        return Sql.of(
                        connection,
                        """
                        SELECT identity_required, meeting_hosts, version FROM visitor_settings
                        WHERE portal = $1
                        """)
                .bind(portal.value())
                .first(row ->
                        new VisitorSettings(
                                portal,
                                Sql.get(row, "identity_required", Boolean.class),
                                List.of(Sql.get(row, "meeting_hosts", String[].class)),
                                Sql.get(row, "version", Long.class)))
                .defaultIfEmpty(VisitorSettings.initial(portal));
    }

    private static IdentityKey key(Row row) {
        var bytes = Sql.get(row, "secret", ByteBuffer.class);
        var secret = new byte[bytes.remaining()];
        bytes.get(secret);
        return new IdentityKey(
                Sql.get(row, "id", UUID.class), secret, Sql.get(row, "created_at", Instant.class));
    }
}
