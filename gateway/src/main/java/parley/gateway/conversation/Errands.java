package parley.gateway.conversation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.concurrent.Queues;

/// Work that nobody waits for: publishing after a commit, reading what a feed lacks. `app`
/// subscribes [#run] once; everybody else hands in. At most `bound` errands wait, at most `atOnce`
/// are under way; started in the order they came. What an errand throws is logged and forgotten.
public final class Errands {
    private static final Logger LOG = LoggerFactory.getLogger(Errands.class);

    private final String name;
    private final int bound;
    private final int atOnce;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Sinks.Many<Errand> queue =
            Sinks.unsafe()
                    .many()
                    .unicast()
                    .onBackpressureBuffer(Queues.<Errand>unboundedMultiproducer().get());
    private final Counter refused;

    /// @param name for the log and the meters
    /// @param bound errands that wait, at most; overflow is `DROP_NEWEST`
    /// @param atOnce errands under way, at most
    public Errands(String name, int bound, int atOnce, MeterRegistry meters) {
        this.name = name;
        this.bound = bound;
        this.atOnce = atOnce;
        this.refused = meters.counter("chat.errands.refused", "name", name);
        Gauge.builder("chat.errands.waiting", waiting, AtomicInteger::get)
                .tag("name", name)
                .register(meters);
    }

    /// Hands in an errand, from any thread.
    ///
    /// @return false when too many wait: it will not be run
    public boolean run(Mono<Void> errand) {
        if (waiting.incrementAndGet() > bound) {
            waiting.decrementAndGet();
            refused.increment();
            return false;
        }
        return queue.tryEmitNext(new Errand(errand)).isSuccess();
    }

    /// Runs the errands for as long as it is subscribed; one subscriber. Never ends by itself.
    public Flux<Void> run() {
        return queue.asFlux().flatMap(this::one, atOnce);
    }

    private Mono<Void> one(Errand errand) {
        waiting.decrementAndGet();
        return errand.work()
                .onErrorResume(e -> {
                    LOG.debug("{}: an errand failed", name, e);
                    return Mono.empty();
                });
    }

    private record Errand(Mono<Void> work) {}
}
