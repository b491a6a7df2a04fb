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
public record Platform(
        EventLoopGroup eventLoops, MeterRegistry meters, Clock clock, Supplier<UUID> ids) {}
