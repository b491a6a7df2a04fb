package parley.gateway.edge.admission;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.session.Pressure;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/// Measures four times a second how hard the node is pressed, and says so when that changes: one
/// log line.
///
/// Gauges: `chat.admission.state` (0 GREEN, 1 YELLOW, 2 RED), and the same for each reason,
/// `chat.admission.pressure{signal}`.
public final class AdmissionWatch {
    private static final Logger LOG = LoggerFactory.getLogger(AdmissionWatch.class);
    private static final Duration PERIOD = Duration.ofMillis(250);

    private final AdmissionState state;
    private final Supplier<Reading> measure;
    private final LongSupplier nanoTime;
    private volatile Reading last = Reading.IDLE;

    /// @param measure what presses at this moment; must not block
    /// @param nanoTime monotonic
    public AdmissionWatch(
            AdmissionConfig config,
            AdmissionState state,
            Supplier<Reading> measure,
            LongSupplier nanoTime,
            MeterRegistry meters) {
        this.state = state;
        this.measure = measure;
        this.nanoTime = nanoTime;
        Gauge.builder("chat.admission.state", state, it -> it.pressure().level())
                .description("0 GREEN, 1 YELLOW, 2 RED")
                .register(meters);
        for (var signal : Signal.values()) {
            Gauge.builder(
                            "chat.admission.pressure",
                            this,
                            it -> signal.of(it.last, config, false).level())
                    .description("What one signal alone asks for")
                    .tag("signal", signal.name().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
    }

    /// Measures until disposed.
    public Disposable start() {
        return Flux.interval(Duration.ZERO, PERIOD)
                .onBackpressureDrop()
                .subscribe(_ -> look(), e -> LOG.error("the admission watch has ended", e));
    }

    /// Measures once.
    void look() {
        var before = state.pressure();
        last = measure.get();
        var now = state.observe(last, nanoTime.getAsLong());
        if (now.pressure() != before) {
            tell(now);
        }
    }

    private void tell(AdmissionState.State now) {
        if (now.pressure() == Pressure.GREEN) {
            LOG.info("admission green");
        } else {
            LOG.warn("admission {}: {}; {}", now.pressure().word(), now.reasons(), last);
        }
    }
}
