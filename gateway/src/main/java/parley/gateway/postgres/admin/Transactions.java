package parley.gateway.postgres.admin;

import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.util.function.Function;
import parley.gateway.postgres.Database;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Runs statements in a transaction that may see one portal's rows. What it answers is committed.
///
/// A transaction runs to its end whatever its caller does, for one that is cancelled halfway would
/// give its connection back in the middle of it. It ends within [#LIMIT], or its connection is
/// closed and it fails with [parley.gateway.conversation.StoreUnavailable].
public final class Transactions {
    /// Less than an admin's request may take, so that the caller hears why.
    static final Duration LIMIT = Duration.ofSeconds(4);

    private final Database database;
    private final Duration limit;

    /// @param database lends the connections
    public Transactions(Database database) {
        this(database, LIMIT);
    }

    Transactions(Database database, Duration limit) {
        this.database = database;
        this.limit = limit;
    }

    /// In the name of a portal.
    <T> Mono<T> of(PortalId portal, Function<Connection, Mono<T>> work) {
        return ofNone(connection ->
                Sql.of(connection, "SELECT set_config('parley.portal', $1, true)")
                        .bind(portal.toString())
                        .list(row -> true)
                        .then(Mono.defer(() -> work.apply(connection))));
    }

    /// Without a portal: sees no row of a portal but through functions that look themselves.
    <T> Mono<T> ofNone(Function<Connection, Mono<T>> work) {
        return database.call(it -> transaction(it, work), limit);
    }

    private static <T> Mono<T> transaction(
            Connection connection, Function<Connection, Mono<T>> work) {
        var commit = Mono.defer(() -> Mono.from(connection.commitTransaction()));
        var rollback = Mono.defer(() -> Mono.from(connection.rollbackTransaction()));
        return Mono.from(connection.beginTransaction())
                .then(Mono.defer(() -> work.apply(connection)))
                .flatMap(commit::thenReturn)
                .switchIfEmpty(commit.then(Mono.empty()))
                .onErrorResume(e -> rollback.onErrorComplete().then(Mono.error(e)));
    }
}
