package parley.gateway.edge.admission;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// How long one waits for a connection of the database's pool: asks a few times a second. A wait
/// that has not ended counts, too, so a pool that is held is seen while it is held.
///
/// Gauge `chat.database.wait` (seconds).
public final class PoolProbe {
    private static final Logger LOG = LoggerFactory.getLogger(PoolProbe.class);
    private static final Duration PERIOD = Duration.ofMillis(250);
    private static final long NONE = Long.MIN_VALUE;

    private final Mono<Void> wait;
    private final LongSupplier nanoTime;
    private final AtomicLong since = new AtomicLong(NONE);
    private volatile long last;

    /// @param wait takes as long as a query would wait for a connection; ends by itself
    /// @param nanoTime monotonic
    public PoolProbe(Mono<Void> wait, LongSupplier nanoTime, MeterRegistry meters) {
        this.wait = wait;
        this.nanoTime = nanoTime;
        Gauge.builder("chat.database.wait", this, it -> it.poolWait().toNanos() / 1e9)
                .description("What a query waits for a connection")
                .baseUnit("seconds")
                .register(meters);
    }

    /// Asks until disposed; one at a time.
    public Disposable start() {
        return Flux.interval(Duration.ZERO, PERIOD)
                .onBackpressureDrop()
                .concatMap(_ -> ask(), 1)
                .subscribe(_ -> {}, e -> LOG.error("the pool probe has ended", e));
    }

    /// The longer of the last wait and the one under way.
    public Duration poolWait() {
        long began = since.get();
        long running = began == NONE ? 0 : nanoTime.getAsLong() - began;
        return Duration.ofNanos(Math.max(last, running));
    }

    /// A wait that ends in a failure was a wait; that there is no database is for others to tell.
    Mono<Void> ask() {
        return Mono.defer(() -> {
            since.set(nanoTime.getAsLong());
            return wait.onErrorComplete().doFinally(_ -> ended());
        });
    }

    private void ended() {
        last = nanoTime.getAsLong() - since.get();
        since.set(NONE);
    }
}
