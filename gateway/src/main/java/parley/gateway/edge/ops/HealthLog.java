package parley.gateway.edge.ops;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Keeps [Health] informed and the log quiet: a write to PostgreSQL every second, and one log line
/// each time that readiness changes.
public final class HealthLog {
    private static final Logger LOG = LoggerFactory.getLogger(HealthLog.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Health health;
    private final Mono<Void> write;
    private Health.Answer last = new Health.Answer(false, List.of("starting"));

    /// @param write a small write to PostgreSQL that answers within its own deadline
    public HealthLog(Health health, Mono<Void> write) {
        this.health = health;
        this.write = write;
    }

    /// Looks after it until disposed.
    public Disposable start() {
        return Flux.interval(Duration.ZERO, PERIOD)
                .onBackpressureDrop()
                .concatMap(_ -> probe(), 1)
                .subscribe(_ -> {}, e -> LOG.error("the health log has ended", e));
    }

    private Mono<Health.Answer> probe() {
        return write.doOnSuccess(_ -> health.databaseWrote())
                .onErrorComplete()
                .then(Mono.fromSupplier(health::ready))
                .doOnNext(this::tell);
    }

    private void tell(Health.Answer now) {
        if (now.equals(last)) {
            return;
        }
        last = now;
        var why = String.join(", ", now.lines());
        if (!now.ok()) {
            LOG.warn("not ready: {}", why);
        } else if (now.lines().isEmpty()) {
            LOG.info("ready");
        } else {
            LOG.warn("ready, {}", why);
        }
    }
}
