package parley.gateway.postgres.admin;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.util.function.Function;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Runs statements in a transaction that may see one portal's rows. What it answers is committed.
/// The caller does not cancel: a statement that is cancelled halfway costs its connection.
public final class Transactions {
    private final ConnectionFactory connections;

    /// @param connections a pool with its own bounds and deadlines
    public Transactions(ConnectionFactory connections) {
        this.connections = connections;
    }

    /// In the name of a portal.
    public <T> Mono<T> of(PortalId portal, Function<Connection, Mono<T>> work) {
        return inTransaction(connection ->
                Sql.of(connection, "SELECT set_config('parley.portal', $1, true)")
                        .bind(portal.toString())
                        .list(row -> true)
                        .then(work.apply(connection)));
    }

    /// Without a portal: sees no row of a portal but through functions that look themselves.
    public <T> Mono<T> ofNone(Function<Connection, Mono<T>> work) {
        return inTransaction(work);
    }

    private <T> Mono<T> inTransaction(Function<Connection, Mono<T>> work) {
        return Mono.usingWhen(
                Mono.from(connections.create()),
                it -> Mono.from(it.beginTransaction()).then(Mono.defer(() -> work.apply(it))),
                Transactions::commit,
                (it, _) -> rollback(it),
                Transactions::rollback);
    }

    private static Mono<Void> commit(Connection connection) {
        return Mono.from(connection.commitTransaction())
                .onErrorResume(e -> rollback(connection).then(Mono.error(e)))
                .then(Mono.from(connection.close()));
    }

    private static Mono<Void> rollback(Connection connection) {
        return Mono.from(connection.rollbackTransaction())
                .onErrorComplete()
                .then(Mono.from(connection.close()));
    }
}
