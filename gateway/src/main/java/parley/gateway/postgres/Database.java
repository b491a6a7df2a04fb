package parley.gateway.postgres;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.pool.PoolMetrics;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.Wrapped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import parley.gateway.conversation.StoreUnavailable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/// A small pool of connections for everything but appends. One statement a call, each its own
/// transaction.
///
/// A call runs to its end whatever its reader does, for a cancelled query can leave its connection
/// stuck: the reader detaches. The reader waits no longer than [#DEADLINE]; a call that takes
/// longer than [#CALL_LIMIT] loses its connection.
public final class Database {
    /// What a reader waits for an answer, a free connection included.
    static final Duration DEADLINE = Duration.ofSeconds(2);

    /// After which a connection is closed under a call.
    static final Duration CALL_LIMIT = Duration.ofSeconds(5);

    private final int maxCalls;
    private final int poolSize;
    private final LoopResources loops;
    private final ConnectionPool pool;
    private final AtomicInteger calls = new AtomicInteger();
    private final Counter statements;

    public Database(DatabaseConfig config, MeterRegistry meters) {
        poolSize = config.poolSize();
        maxCalls = config.poolSize() + config.maxWaiting();
        loops = Dial.loops("db", 1);
        pool =
                new ConnectionPool(
                        ConnectionPoolConfiguration.builder(Dial.factory(config, "pool", loops))
                                .name("parley")
                                .initialSize(1)
                                .maxSize(config.poolSize())
                                .maxAcquireTime(config.acquireTimeout())
                                .maxCreateConnectionTime(CALL_LIMIT)
                                .maxValidationTime(config.acquireTimeout())
                                .maxIdleTime(Duration.ofMinutes(10))
                                .acquireRetry(1)
                                .build());
        meters.gauge("chat.database.calls", calls);
        statements = meters.counter("chat.database.statements");
        pool.getMetrics().ifPresent(it -> measure(it, meters));
    }

    /// Runs one statement and maps its rows. What it changed is committed when this answers: the
    /// rows are held back until the call is over (contract §3 rule 2).
    ///
    /// @param bind binds `$1` … by index from 0
    /// @return the rows, perhaps none; fails with [DatabaseUnavailable] when there is no connection
    ///   or no answer in time, with what the driver reports else
    public <T> Mono<List<T>> query(
            String sql, UnaryOperator<Statement> bind, Function<Readable, T> row) {
        var call = call(it -> rows(it, sql, bind, row), CALL_LIMIT);
        return Mono.firstWithSignal(
                call, Mono.delay(DEADLINE).then(Mono.error(new DatabaseUnavailable("no answer"))));
    }

    /// Lends a connection for work of several statements, which leaves it as it found it. The work
    /// runs to its end whatever its reader does.
    ///
    /// @param limit after which the connection is closed under the work
    /// @return what the work answers; fails with [DatabaseUnavailable] when there is no connection,
    ///   or it broke or was closed, with what the driver reports else
    public <T> Mono<T> call(Function<Connection, Mono<T>> work, Duration limit) {
        return Mono.defer(() -> {
            if (calls.incrementAndGet() > maxCalls) {
                calls.decrementAndGet();
                return Mono.error(new DatabaseUnavailable("too many calls wait"));
            }
            statements.increment();
            return Mono.usingWhen(
                            pool.create(),
                            it -> bounded(it, work.apply(it), limit),
                            Connection::close)
                    .onErrorMap(Database::isUnavailable, DatabaseUnavailable::new)
                    .doFinally(_ -> calls.decrementAndGet())
                    .cache();
        });
    }

    /// Takes as long as a query would wait for a connection: none lies idle, so one is taken and
    /// given back.
    public Mono<Void> awaitConnection() {
        return Mono.defer(() -> oneIsIdle() ? Mono.empty() : borrow());
    }

    private boolean oneIsIdle() {
        return pool.getMetrics().filter(it -> it.idleSize() > 0).isPresent();
    }

    private Mono<Void> borrow() {
        return Mono.usingWhen(pool.create(), _ -> Mono.empty(), Connection::close);
    }

    /// Opens the pool's connections, as far as the database gives them.
    ///
    /// @return fails with [DatabaseUnavailable] if it gives none
    public Mono<Void> warmUp() {
        return Flux.range(0, poolSize)
                .flatMap(_ -> borrow(), poolSize)
                .onErrorMap(Database::isUnavailable, DatabaseUnavailable::new)
                .then();
    }

    /// As [#query], for a statement that answers nothing.
    public Mono<Void> run(String sql, UnaryOperator<Statement> bind) {
        return query(sql, bind, _ -> 0).then();
    }

    /// Closes the connections; calls under way fail.
    public Mono<Void> close() {
        return pool.disposeLater().then(loops.disposeLater(Duration.ZERO, Duration.ofSeconds(2)));
    }

    /// Binds a value that may be null.
    public static Statement bind(
            Statement statement, int index, @Nullable Object value, Class<?> type) {
        return value == null ? statement.bindNull(index, type) : statement.bind(index, value);
    }

    /// The rows of one call, once it has completed: before that they mean nothing.
    static <T> Mono<List<T>> rows(
            Connection connection,
            String sql,
            UnaryOperator<Statement> bind,
            Function<Readable, T> row) {
        return Flux.from(bind.apply(connection.createStatement(sql)).execute())
                .concatMap(it -> it.map(row))
                .collectList();
    }

    private static <T> Mono<T> bounded(Connection connection, Mono<T> call, Duration limit) {
        return Mono.firstWithSignal(
                call,
                Mono.delay(limit)
                        .then(Mono.defer(() -> Dial.hangUp(unwrap(connection))))
                        .then(Mono.error(new DatabaseUnavailable("the call took too long"))));
    }

    private static Connection unwrap(Connection connection) {
        return connection instanceof Wrapped<?> wrapped
                        && wrapped.unwrap() instanceof Connection inner
                ? inner
                : connection;
    }

    private static void measure(PoolMetrics pool, MeterRegistry meters) {
        Gauge.builder("chat.database.connections", pool, PoolMetrics::acquiredSize)
                .tag("state", "acquired")
                .register(meters);
        Gauge.builder("chat.database.connections", pool, PoolMetrics::idleSize)
                .tag("state", "idle")
                .register(meters);
        Gauge.builder("chat.database.pending", pool, PoolMetrics::pendingAcquireSize)
                .register(meters);
    }

    /// Whether it failed for reasons that pass.
    private static boolean isUnavailable(Throwable e) {
        return e instanceof R2dbcException
                && switch (SqlState.of(e)) {
                    case DISCONNECTED, OVERLOADED, LOCKED, COLLISION -> true;
                    case NO_REFERENCE, REFUSED -> false;
                };
    }

    /// PostgreSQL did not answer, or was not asked. What a write did is unknown.
    public static final class DatabaseUnavailable extends StoreUnavailable {
        DatabaseUnavailable(String message) {
            super(message, null);
        }

        DatabaseUnavailable(Throwable cause) {
            super("the database is not available: " + cause, cause);
        }
    }
}
