package parley.gateway.postgres.admin;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// One statement and its parameters, bound in order to `$1`, `$2`, … Results end only when the
/// server has ended them: rows arrive before it is known whether they stand.
final class Sql {
    private final Statement statement;
    private int bound;

    private Sql(Statement statement) {
        this.statement = statement;
    }

    static Sql of(Connection connection, String text) {
        return new Sql(connection.createStatement(text));
    }

    Sql bind(Object value) {
        statement.bind(bound++, value);
        return this;
    }

    <T> Sql bindNullable(@Nullable T value, Class<T> type) {
        statement.bind(bound++, value == null ? Parameters.in(type) : Parameters.in(value));
        return this;
    }

    <T> Mono<List<T>> list(Function<Row, T> read) {
        return results().concatMap(it -> it.map((row, _) -> read.apply(row))).collectList();
    }

    /// The first row; empty if there is none.
    <T> Mono<T> first(Function<Row, T> read) {
        return list(read).flatMap(it -> Mono.justOrEmpty(it.isEmpty() ? null : it.getFirst()));
    }

    /// How many rows it changed.
    Mono<Long> count() {
        return results().concatMap(Result::getRowsUpdated).reduce(0L, Long::sum);
    }

    private Flux<? extends Result> results() {
        return Flux.from(statement.execute());
    }

    /// A column that is never null.
    static <T> T get(Readable row, String column, Class<T> type) {
        T value = row.get(column, type);
        if (value == null) {
            throw new IllegalStateException(column + " is null");
        }
        return value;
    }
}
