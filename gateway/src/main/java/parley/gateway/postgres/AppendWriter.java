package parley.gateway.postgres;

import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import parley.gateway.conversation.Append;
import parley.gateway.conversation.Appends;
import parley.gateway.conversation.Errands;
import parley.gateway.conversation.Posted;
import parley.protocol.value.ConversationId;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.resources.LoopResources;

/// Appends in batches over connections of its own (contract §3), by the function `append_batch`. A
/// conversation always goes to the same shard, so its sends keep their order. `app` subscribes
/// [#run] once.
///
/// The deadline belongs to the waiter: when it passes, the sender hears that the outcome is
/// unknown, while the call runs on.
public final class AppendWriter implements Appends {
    private static final int ALONE_AT_ONCE = 4;

    private final WriterConfig config;
    private final Scheduler timer;
    private final Errands errands;
    private final List<LoopResources> loops;
    private final List<WriterShard> shards;
    private final WriterMeters meters;
    private final AppendRates rates;

    /// @param database runs the appends that wait for a lock
    /// @param timer the clock of every deadline
    public AppendWriter(
            DatabaseConfig address,
            WriterConfig config,
            Database database,
            Scheduler timer,
            MeterRegistry registry) {
        this.config = config;
        this.timer = timer;
        errands = new Errands("append-waiting", config.queue(), ALONE_AT_ONCE, registry);
        meters = new WriterMeters(registry);
        rates = new AppendRates(config.perConversation(), TimeMeter.SYSTEM_NANOTIME);
        loops =
                IntStream.range(0, config.shards())
                        .mapToObj(it -> Dial.loops("writer-" + it, 1))
                        .toList();
        var limits = new WriterLimits(config.batch(), config.callLimit(), errands, timer);
        shards =
                IntStream.range(0, config.shards())
                        .mapToObj(it -> shard(it, address, database, limits, registry))
                        .toList();
    }

    private WriterShard shard(
            int number,
            DatabaseConfig address,
            Database database,
            WriterLimits limits,
            MeterRegistry registry) {
        var lanes = new Lanes(config.queue(), Math.max(1, config.queue() / 8));
        Gauge.builder("chat.writer.waiting", lanes, Lanes::size)
                .tag("shard", Integer.toString(number))
                .register(registry);
        return new WriterShard(
                Dial.factory(address, "writer-" + number, loops.get(number)),
                lanes,
                database,
                limits,
                meters);
    }

    /// Appends; answers within the deadline, and never fails for what the database does.
    @Override
    public Mono<Posted> append(Append append) {
        return Mono.defer(() -> {
            var wait = rates.take(append.conversation());
            if (!wait.isZero()) {
                meters.limited();
                return Mono.just(new Posted.TooFast(wait));
            }
            long deadline = timer.now(TimeUnit.NANOSECONDS) + config.deadline().toNanos();
            var item = new PendingAppend(append, deadline);
            if (!shard(append.conversation()).offer(item)) {
                meters.outcome("overloaded");
                return Mono.just(new Posted.Unknown("overloaded"));
            }
            return Mono.firstWithSignal(
                    item.answer(),
                    Mono.delay(config.deadline(), timer)
                            .doOnNext(_ -> meters.outcome("timeout"))
                            .thenReturn(new Posted.Unknown("timeout")));
        });
    }

    /// Keeps the shards going for as long as it is subscribed; one subscriber.
    public Mono<Void> run() {
        return Flux.merge(
                        Flux.merge(shards.stream().map(WriterShard::run).toList()).then(),
                        errands.run().then())
                .then();
    }

    /// Ends the event loops, after [#run] was cancelled.
    public Mono<Void> close() {
        return Flux.fromIterable(loops)
                .concatMap(it -> it.disposeLater(Duration.ZERO, Duration.ofSeconds(2)))
                .then();
    }

    private WriterShard shard(ConversationId conversation) {
        return shards.get(Math.floorMod(conversation.value().hashCode(), shards.size()));
    }
}
