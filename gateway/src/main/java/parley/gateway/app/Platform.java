package parley.gateway.app;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Consumer;
import parley.gateway.app.config.Config;
import parley.gateway.session.LivePages;

/// What every part of the wiring needs.
///
/// @param progress told what is being done, one line each
/// @param pages of the visitors' side, once that is open
record Platform(
        Config config,
        Lifecycle lifecycle,
        PrometheusMeterRegistry meters,
        Clock clock,
        SecureRandom random,
        Consumer<String> progress,
        LivePages pages) {
    /// A new id: 122 random bits, not to be guessed.
    UUID id() {
        return new UUID(
                (random.nextLong() & ~0xF000L) | 0x4000L,
                (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
    }
}
