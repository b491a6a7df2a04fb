package parley.gateway.postgres.library;

import static java.util.stream.Collectors.joining;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import parley.gateway.availability.store.Outcome;
import parley.gateway.availability.store.VersionedStore;
import parley.gateway.postgres.admin.Doorbell;
import parley.gateway.postgres.admin.Sql;
import parley.gateway.postgres.admin.Transactions;
import parley.gateway.postgres.admin.Versions;
import parley.protocol.value.PortalId;
import parley.protocol.value.Problem;
import reactor.core.publisher.Mono;

/// Things that admins edit, each sort in the table of its [Shape]. Every change rings: what pages
/// show may depend on it.
///
/// @param <T> the sort of thing
public final class PostgresVersionedStore<T> implements VersionedStore<T> {
    private final Transactions transactions;
    private final Doorbell doorbell;
    private final Shape<T> shape;
    private final String select;
    private final String insert;
    private final String update;
    private final String delete;

    /// @param shape names of ours alone: it becomes SQL
    public PostgresVersionedStore(Transactions transactions, Doorbell doorbell, Shape<T> shape) {
        this.transactions = transactions;
        this.doorbell = doorbell;
        this.shape = shape;
        var columns = shape.columns();
        select =
                "SELECT portal, id, %s, version FROM %s WHERE portal = $1"
                        .formatted(
                                columns.stream().map(Shape.Column::selected).collect(joining(", ")),
                                shape.table());
        insert =
                "INSERT INTO %s (portal, id, %s) VALUES ($1, $2, %s)"
                        .formatted(
                                shape.table(),
                                columns.stream().map(Shape.Column::name).collect(joining(", ")),
                                IntStream.range(0, columns.size())
                                        .mapToObj(this::parameter)
                                        .collect(joining(", ")));
        update =
                "UPDATE %s SET %s, version = version + 1 WHERE portal = $1 AND id = $2 AND version = $%d"
                        .formatted(
                                shape.table(),
                                IntStream.range(0, columns.size())
                                        .mapToObj(it ->
                                                columns.get(it).name() + " = " + parameter(it))
                                        .collect(joining(", ")),
                                columns.size() + 3);
        delete =
                "DELETE FROM %s WHERE portal = $1 AND id = $2 AND version = $3"
                        .formatted(shape.table());
    }

    private String parameter(int column) {
        return "$" + (column + 3) + shape.columns().get(column).cast();
    }

    @Override
    public Mono<List<T>> ofPortal(PortalId portal) {
        return transactions.of(
                portal,
                it ->
                        Sql.of(it, select + " ORDER BY " + shape.order())
                                .bind(portal.value())
                                .list(shape.read()));
    }

    @Override
    public Mono<T> find(PortalId portal, UUID id) {
        return transactions.of(portal, it -> find(it, portal, id));
    }

    @Override
    public Mono<Outcome<T>> save(T thing) {
        var key = shape.key().apply(thing);
        return transactions
                .of(key.portal(), it -> save(it, thing, key))
                .onErrorResume(
                        R2dbcDataIntegrityViolationException.class, _ -> Mono.just(taken(thing)))
                .doOnNext(it -> ring(it, key.portal()))
                .doOnError(doorbell.unsure(key.portal()));
    }

    @Override
    public Mono<Outcome<T>> delete(PortalId portal, UUID id, long version) {
        return transactions
                .of(portal, it -> delete(it, portal, id, version))
                .onErrorResume(R2dbcDataIntegrityViolationException.class, _ -> Mono.just(inUse()))
                .doOnNext(it -> ring(it, portal))
                .doOnError(doorbell.unsure(portal));
    }

    private Mono<Outcome<T>> save(Connection connection, T thing, Shape.Key key) {
        var statement =
                Sql.of(connection, key.version() == 0 ? insert : update)
                        .bind(key.portal().value())
                        .bind(key.id());
        for (var column : shape.columns()) {
            statement = statement.bind(column.value().apply(thing));
        }
        return (key.version() == 0 ? statement : statement.bind(key.version()))
                .count()
                .flatMap(written ->
                        written == 0
                                ? Versions.unchanged(
                                        connection, shape.table(), key.portal(), key.id())
                                : find(connection, key.portal(), key.id()).map(Outcome.Saved::new));
    }

    private Mono<Outcome<T>> delete(Connection connection, PortalId portal, UUID id, long version) {
        return find(connection, portal, id)
                .flatMap(found ->
                        Sql.of(connection, delete)
                                .bind(portal.value())
                                .bind(id)
                                .bind(version)
                                .count()
                                .flatMap(deleted ->
                                        deleted == 0
                                                ? Versions.<T>unchanged(
                                                        connection, shape.table(), portal, id)
                                                : Mono.just(new Outcome.Saved<>(found))))
                .defaultIfEmpty(new Outcome.NotFound<>());
    }

    private Mono<T> find(Connection connection, PortalId portal, UUID id) {
        return Sql.of(connection, select + " AND id = $2")
                .bind(portal.value())
                .bind(id)
                .first(shape.read());
    }

    private void ring(Outcome<T> outcome, PortalId portal) {
        if (outcome instanceof Outcome.Saved<T>) {
            doorbell.portalChanged(portal);
        }
    }

    private Outcome<T> taken(T thing) {
        var value =
                shape.columns().stream()
                        .filter(it -> it.name().equals(shape.unique()))
                        .map(it -> "\"" + it.value().apply(thing) + "\"")
                        .findFirst()
                        .orElse("");
        return new Outcome.Refused<>(
                List.of(new Problem(shape.unique(), value, "one that no other has")));
    }

    private Outcome<T> inUse() {
        return new Outcome.Refused<>(
                List.of(new Problem("", "a " + shape.table(), "one that nothing refers to")));
    }
}
