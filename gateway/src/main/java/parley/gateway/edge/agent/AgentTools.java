package parley.gateway.edge.agent;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import parley.gateway.session.Pressure;

/// What is injected so that tests can hold it still.
///
/// @param node this node's id
/// @param ids makes new ones
/// @param nanos a clock that never goes back
/// @param pressure how hard the node is pressed
public record AgentTools(
        UUID node,
        Supplier<UUID> ids,
        LongSupplier nanos,
        MeterRegistry meters,
        Supplier<Pressure> pressure) {}
