package parley.gateway.conversation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/// What feeds count.
///
/// @param reorder gaps that closed by themselves: two nodes rang in the other order
/// @param lost gaps inside a stream that had to be read
/// @param tail missing ends, found by comparing heads
/// @param heal from noticing a gap to having filled it
/// @param resets watchers that held what does not exist
/// @param holes numbers that the store itself lacks; must be 0
record FeedMeters(
        Counter reorder, Counter lost, Counter tail, Timer heal, Counter resets, Counter holes) {
    FeedMeters(MeterRegistry meters) {
        this(
                meters.counter("chat.gap", "cause", "reorder"),
                meters.counter("chat.gap", "cause", "redis"),
                meters.counter("chat.gap", "cause", "tail"),
                meters.timer("chat.heal"),
                meters.counter("chat.reset", "reason", "above_head"),
                meters.counter("chat.invariant", "name", "seq_hole"));
    }
}
