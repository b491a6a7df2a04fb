package parley.gateway.postgres;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.r2dbc.spi.R2dbcException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// What the writers count.
final class WriterMeters {
    private final MeterRegistry registry;
    private final DistributionSummary batch;
    private final Timer call;

    WriterMeters(MeterRegistry registry) {
        this.registry = registry;
        batch =
                DistributionSummary.builder("chat.writer.batch")
                        .serviceLevelObjectives(1, 8, 32, 128)
                        .register(registry);
        call = Timer.builder("chat.writer.call").register(registry);
    }

    void called(int size, long nanos) {
        batch.record(size);
        call.record(nanos, TimeUnit.NANOSECONDS);
    }

    /// `stored`, `duplicate`, `busy`, … or what went wrong.
    void outcome(String outcome) {
        registry.counter("chat.writer.outcome", "outcome", outcome.toLowerCase(Locale.ROOT))
                .increment();
    }

    /// A conversation was appended to too often.
    void limited() {
        outcome("limited");
        registry.counter("chat.ratelimit", "scope", "conversation").increment();
    }

    /// An insert that conflicts means that a number or a key was given twice: it must never be.
    void refused(Throwable e) {
        if (e instanceof R2dbcException sql && "23505".equals(sql.getSqlState())) {
            registry.counter("chat.invariant", "name", "append_conflict").increment();
        }
    }
}
