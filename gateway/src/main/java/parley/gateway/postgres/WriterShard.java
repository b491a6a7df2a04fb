package parley.gateway.postgres;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.conversation.Posted;
import parley.gateway.postgres.AppendCall.Outcome;
import parley.protocol.value.ConversationId;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.util.retry.Retry;

/// One connection that appends: a batch is whatever queued while the one before committed. There is
/// one call at a time, so what is outside a call is confined to it by turns.
final class WriterShard {
    /// How often a conversation may be found locked before one item waits for the lock, alone.
    private static final int BUSY_ROUNDS = 3;

    private static final Duration FIRST_REDIAL = Duration.ofMillis(50);
    private static final Duration LONGEST_REDIAL = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(WriterShard.class);

    private final ConnectionFactory factory;
    private final Lanes lanes;
    private final Database database;
    private final WriterLimits limits;
    private final WriterMeters meters;
    private final AtomicReference<@Nullable MonoSink<List<PendingAppend>>> hungry =
            new AtomicReference<>();

    /// @param database runs the calls that wait for a lock, beside this connection
    WriterShard(
            ConnectionFactory factory,
            Lanes lanes,
            Database database,
            WriterLimits limits,
            WriterMeters meters) {
        this.factory = factory;
        this.lanes = lanes;
        this.database = database;
        this.limits = limits;
        this.meters = meters;
    }

    /// @return false when too many wait
    boolean offer(PendingAppend item) {
        if (!lanes.offer(item)) {
            return false;
        }
        feed();
        return true;
    }

    /// Dials, appends, dials again when the connection breaks, for as long as it is subscribed.
    /// Emits the size of each batch.
    Flux<Integer> run() {
        return Flux.usingWhen(dial(), this::serve, Dial::hangUp)
                .retryWhen(
                        Retry.backoff(Long.MAX_VALUE, FIRST_REDIAL)
                                .maxBackoff(LONGEST_REDIAL)
                                .transientErrors(true)
                                .doBeforeRetry(WriterShard::lost));
    }

    /// One line when it begins, not one an attempt.
    private static void lost(Retry.RetrySignal retry) {
        if (retry.totalRetriesInARow() == 0) {
            LOG.warn("a writer lost its connection: {}", retry.failure().toString());
        } else {
            LOG.debug("a writer cannot connect", retry.failure());
        }
    }

    /// A server that is frozen accepts and never answers: what comes too late is hung up.
    private Mono<Connection> dial() {
        return Mono.defer(() -> {
            var given = new AtomicBoolean();
            var connection =
                    Mono.<Connection>from(factory.create())
                            .flatMap(it ->
                                    given.get()
                                            ? Dial.hangUp(it).then(Mono.empty())
                                            : Mono.just(it))
                            .cache();
            return Mono.firstWithSignal(
                    connection,
                    Mono.delay(limits.callLimit(), limits.timer())
                            .doOnNext(_ -> given.set(true))
                            .then(Mono.error(new TookTooLong())));
        });
    }

    private Flux<Integer> serve(Connection connection) {
        return Mono.create(this::await).flatMap(it -> commit(connection, it)).repeat();
    }

    private void await(MonoSink<List<PendingAppend>> sink) {
        var _ = sink.onCancel(() -> hungry.compareAndSet(sink, null));
        hungry.set(sink);
        feed();
    }

    /// Hands the next batch to whoever awaits one.
    private void feed() {
        while (lanes.hasReady()) {
            var sink = hungry.getAndSet(null);
            if (sink == null) {
                return;
            }
            var batch = lanes.take(limits.batch(), limits.now());
            if (!batch.isEmpty()) {
                sink.success(batch);
                return;
            }
            hungry.set(sink);
        }
    }

    private Mono<Integer> commit(Connection connection, List<PendingAppend> batch) {
        long started = limits.now();
        return Mono.firstWithSignal(
                        AppendCall.batch(
                                connection, batch.stream().map(PendingAppend::append).toList()),
                        Mono.delay(limits.callLimit(), limits.timer())
                                .then(Mono.defer(() -> Dial.hangUp(connection)))
                                .then(Mono.error(new TookTooLong())))
                .doOnNext(it -> {
                    meters.called(batch.size(), limits.now() - started);
                    committed(batch, it);
                })
                .thenReturn(batch.size())
                .onErrorResume(e -> failed(batch, e) ? Mono.error(e) : Mono.just(batch.size()));
    }

    private void committed(List<PendingAppend> batch, List<Outcome> outcomes) {
        var busy = new LinkedHashMap<ConversationId, List<PendingAppend>>();
        for (int i = 0; i < batch.size(); i++) {
            var item = batch.get(i);
            var outcome = outcomes.get(i);
            meters.outcome(outcome.outcome());
            if (outcome.busy()) {
                busy.computeIfAbsent(item.append().conversation(), _ -> new ArrayList<>())
                        .add(item);
            } else {
                item.answer(outcome.posted(item.append()));
            }
        }
        var out = conversations(batch);
        var again = new ArrayList<PendingAppend>();
        busy.forEach((conversation, items) -> {
            if (items.getFirst().foundBusy() >= BUSY_ROUNDS) {
                out.remove(conversation);
                alone(List.of(items));
            } else {
                again.addAll(items);
            }
        });
        lanes.back(out, again);
    }

    /// What a failed call left: what is harmless to send again goes back to its lane.
    ///
    /// @return whether the connection is of no more use
    private boolean failed(List<PendingAppend> batch, Throwable e) {
        if (!(e instanceof R2dbcException)) {
            unknown(batch, "call");
            return true;
        }
        var state = SqlState.of(e);
        meters.outcome(state.name());
        switch (state) {
            case DISCONNECTED, COLLISION, LOCKED -> lanes.back(conversations(batch), batch);
            case OVERLOADED -> unknown(batch, "database");
            case NO_REFERENCE, REFUSED -> refused(batch, e);
        }
        return state == SqlState.DISCONNECTED;
    }

    /// One item may have spoilt the call for all: each tries by itself, once.
    private void refused(List<PendingAppend> batch, Throwable e) {
        LOG.error("the database refused a batch of {}", batch.size(), e);
        meters.refused(e);
        if (batch.size() == 1) {
            unknown(batch, "refused");
            return;
        }
        var byLane = new LinkedHashMap<ConversationId, List<PendingAppend>>();
        batch.forEach(it ->
                byLane.computeIfAbsent(it.append().conversation(), _ -> new ArrayList<>()).add(it));
        byLane.values().forEach(lane -> alone(lane.stream().map(List::of).toList()));
    }

    /// Makes the calls of one lane one after the other, waiting for its lock, on a connection of
    /// the pool. The lane stays out meanwhile, and only it.
    private void alone(List<List<PendingAppend>> calls) {
        var lane = List.of(calls.getFirst().getFirst().append().conversation());
        var work =
                Flux.fromIterable(calls)
                        .concatMap(this::appendAlone)
                        .then()
                        .doFinally(_ -> {
                            lanes.back(lane, List.of());
                            feed();
                        });
        if (!limits.errands().run(work)) {
            calls.forEach(it -> unknown(it, "overloaded"));
        }
    }

    private Mono<Void> appendAlone(List<PendingAppend> items) {
        var call = items.stream().filter(it -> !it.late(limits.now())).toList();
        if (call.isEmpty()) {
            return Mono.empty();
        }
        return AppendCall.waiting(database, call.stream().map(PendingAppend::append).toList())
                .doOnNext(outcomes -> {
                    for (int i = 0; i < call.size(); i++) {
                        meters.outcome(outcomes.get(i).outcome());
                        call.get(i).answer(outcomes.get(i).posted(call.get(i).append()));
                    }
                })
                .then()
                .onErrorResume(e -> {
                    meters.outcome(SqlState.of(e).name());
                    call.forEach(it -> it.answer(new Posted.Unknown("database")));
                    return Mono.empty();
                });
    }

    private void unknown(List<PendingAppend> batch, String reason) {
        batch.forEach(it -> it.answer(new Posted.Unknown(reason)));
        lanes.back(conversations(batch), List.of());
    }

    private static Set<ConversationId> conversations(List<PendingAppend> batch) {
        var conversations = new LinkedHashSet<ConversationId>();
        batch.forEach(it -> conversations.add(it.append().conversation()));
        return conversations;
    }

    /// The server did not answer within the limit of a call.
    static final class TookTooLong extends RuntimeException {
        TookTooLong() {
            super("no answer within the limit of a call");
        }
    }
}
