package parley.gateway.report.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import parley.gateway.report.Counts;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Where the counters of chatflows are kept, by minute.
public interface CountStore {
    /// Stores what a node counted, with one statement. The figures are those of the whole minute so
    /// far, so writing them again changes nothing.
    Mono<Void> write(UUID node, Collection<Counted> counted);

    /// What was counted in a span, in steps of so many minutes; steps without figures are missing.
    ///
    /// @param from included
    /// @param to not included
    Mono<List<Step>> read(
            PortalId portal, ChatflowId chatflow, Instant from, Instant to, int minutes);

    /// One chatflow's minute on one node.
    record Counted(PortalId portal, ChatflowId chatflow, Instant minute, Counts counts) {}

    /// One step of a span, all nodes together.
    record Step(Instant from, Counts counts) {}
}
