package parley.gateway.session;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import parley.gateway.fanout.Event.DraftCounted;
import parley.gateway.session.LivePages.Counted;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/// The answers to one question. From any thread.
final class Replies {
    private final Sinks.Empty<Void> complete = Sinks.empty();
    private final Set<UUID> missing;
    private final List<Counted> counted = new ArrayList<>();

    /// @param awaited nodes; nobody else is believed, and each once
    Replies(Set<UUID> awaited) {
        missing = new HashSet<>(awaited);
    }

    /// Completes when everybody has answered.
    Mono<Void> complete() {
        return complete.asMono();
    }

    void take(DraftCounted reply) {
        if (taken(reply)) {
            var _ = complete.tryEmitEmpty();
        }
    }

    /// @return whether it was the last one
    private synchronized boolean taken(DraftCounted reply) {
        if (!missing.remove(reply.node())) {
            return false;
        }
        var it = reply.tally();
        counted.add(new Counted(it.name(), it.pageViews(), it.engaged(), it.now(), it.then()));
        return missing.isEmpty();
    }

    /// What came so far.
    synchronized List<Counted> counted() {
        return List.copyOf(counted);
    }
}
