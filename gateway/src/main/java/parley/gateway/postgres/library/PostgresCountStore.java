package parley.gateway.postgres.library;

import io.r2dbc.spi.Row;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.ToLongFunction;
import parley.gateway.postgres.Database;
import parley.gateway.postgres.admin.Sql;
import parley.gateway.postgres.admin.Transactions;
import parley.gateway.report.Counts;
import parley.gateway.report.store.CountStore;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Counters, in table `chatflow_count`: all of a node's with one statement.
public final class PostgresCountStore implements CountStore {
    private final Database database;
    private final Transactions transactions;

    public PostgresCountStore(Database database, Transactions transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    @Override
    public Mono<Void> write(UUID node, Collection<Counted> counted) {
        var all = List.copyOf(counted);
        return database.run(
                "SELECT write_counts($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                it ->
                        it.bind(0, node)
                                .bind(
                                        1,
                                        ids(all.stream().map(one -> one.portal().value()).toList()))
                                .bind(
                                        2,
                                        ids(
                                                all.stream()
                                                        .map(one -> one.chatflow().value())
                                                        .toList()))
                                .bind(3, all.stream().map(Counted::minute).toArray(Instant[]::new))
                                .bind(4, figures(all, Counts::shown))
                                .bind(5, figures(all, Counts::opened))
                                .bind(6, figures(all, Counts::started))
                                .bind(7, figures(all, Counts::searched))
                                .bind(8, figures(all, Counts::refused)));
    }

    @Override
    public Mono<List<Step>> read(
            PortalId portal, ChatflowId chatflow, Instant from, Instant to, int minutes) {
        return transactions.of(
                portal,
                it ->
                        Sql.of(
                                        it,
                                        """
                                        SELECT date_bin(make_interval(mins => $5), minute, $3) AS step,
                                               sum(shown)::bigint AS shown,
                                               sum(opened)::bigint AS opened,
                                               sum(started)::bigint AS started,
                                               sum(searched)::bigint AS searched,
                                               sum(refused)::bigint AS refused
                                        FROM chatflow_count
                                        WHERE portal = $1 AND chatflow = $2
                                          AND minute >= $3 AND minute < $4
                                        GROUP BY step ORDER BY step
                                        """)
                                .bind(portal.value())
                                .bind(chatflow.value())
                                .bind(from)
                                .bind(to)
                                .bind(minutes)
                                .list(PostgresCountStore::step));
    }

    private static Step step(Row row) {
        return new Step(
                Sql.get(row, "step", Instant.class),
                new Counts(
                        Sql.get(row, "shown", Long.class),
                        Sql.get(row, "opened", Long.class),
                        Sql.get(row, "started", Long.class),
                        Sql.get(row, "searched", Long.class),
                        Sql.get(row, "refused", Long.class)));
    }

    private static UUID[] ids(List<UUID> ids) {
        return ids.toArray(UUID[]::new);
    }

    private static Long[] figures(List<Counted> all, ToLongFunction<Counts> figure) {
        return all.stream().map(it -> figure.applyAsLong(it.counts())).toArray(Long[]::new);
    }
}
