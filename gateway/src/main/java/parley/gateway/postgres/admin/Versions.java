package parley.gateway.postgres.admin;

import io.r2dbc.spi.Connection;
import java.util.List;
import java.util.UUID;
import parley.gateway.availability.store.Outcome;
import parley.protocol.value.PortalId;
import parley.protocol.value.Problem;
import reactor.core.publisher.Mono;

/// What the stores of versioned things have in common.
public final class Versions {
    private Versions() {}

    /// The version that is stored; empty if the portal has no such thing.
    ///
    /// @param table a name of ours, never of a caller's
    public static Mono<Long> stored(Connection connection, String table, PortalId portal, UUID id) {
        return Sql.of(
                        connection,
                        "SELECT version FROM %s WHERE portal = $1 AND id = $2".formatted(table))
                .bind(portal.value())
                .bind(id)
                .first(row -> Sql.get(row, "version", Long.class));
    }

    /// Why a write that named a version changed nothing.
    ///
    /// @param table a name of ours, never of a caller's
    public static <T> Mono<Outcome<T>> unchanged(
            Connection connection, String table, PortalId portal, UUID id) {
        return stored(connection, table, portal, id)
                .<Outcome<T>>map(Outcome.VersionConflict::new)
                .defaultIfEmpty(new Outcome.NotFound<>());
    }

    /// Those of the ids that the portal does not have, as problems of a field.
    ///
    /// @param table a name of ours, never of a caller's
    public static Mono<List<Problem>> unknown(
            Connection connection, String table, PortalId portal, List<UUID> ids, String field) {
        return Sql.of(
                        connection,
                        """
                        SELECT i.id, i.ord FROM unnest($2::uuid[]) WITH ORDINALITY AS i(id, ord)
                        WHERE NOT EXISTS (SELECT FROM %s t WHERE t.portal = $1 AND t.id = i.id)
                        ORDER BY i.ord
                        """
                                .formatted(table))
                .bind(portal.value())
                .bind(ids.toArray(UUID[]::new))
                .list(row ->
                        new Problem(
                                "%s[%d]".formatted(field, Sql.get(row, "ord", Long.class) - 1),
                                "\"%s\"".formatted(Sql.get(row, "id", UUID.class)),
                                "the id of " + (table.equals("agent") ? "an " : "a ") + table));
    }
}
