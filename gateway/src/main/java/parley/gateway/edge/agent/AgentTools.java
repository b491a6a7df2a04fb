package parley.gateway.edge.agent;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// What is injected so that tests can hold it still.
///
/// @param node this node's id
/// @param ids makes new ones
/// @param nanos a clock that never goes back
public record AgentTools(UUID node, Supplier<UUID> ids, LongSupplier nanos, MeterRegistry meters) {}
