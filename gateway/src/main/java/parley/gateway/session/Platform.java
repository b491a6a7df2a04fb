package parley.gateway.session;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;

/// What sessions run on.
///
/// @param eventLoops of the visitors' listener
/// @param ids makes ids of visitors: random, not to be guessed; must not block
/// @param rush what holds when many come at once
public record Platform(
        EventLoopGroup eventLoops,
        MeterRegistry meters,
        Clock clock,
        Supplier<UUID> ids,
        Rush rush) {}
