package parley.gateway.app;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Waits for a fact that nobody announces.
final class Waiting {
    private static final Duration LOOK = Duration.ofMillis(50);

    private Waiting() {}

    /// @return completes when it holds, or when the patience is over
    static Mono<Void> until(BooleanSupplier holds, Duration patience) {
        return Flux.interval(Duration.ZERO, LOOK)
                .onBackpressureDrop()
                .takeUntil(_ -> holds.getAsBoolean())
                .take(patience)
                .then();
    }
}
