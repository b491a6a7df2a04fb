package parley.gateway.session;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import parley.gateway.conversation.Conversation;
import parley.gateway.conversation.StoreUnavailable;
import parley.gateway.visitor.Standing;
import parley.protocol.value.PortalId;
import parley.protocol.value.VisitorId;
import reactor.core.publisher.Mono;

/// Visitors who come back, and have to be looked up: they wait here for their turn, and not for the
/// connections that messages need. What waits while others are looked up goes together, so that a
/// storm of them is limited by what the database can do in a second, and not by how long it takes
/// to answer. The portals take turns. From any thread; holds its lock around memory only.
///
/// At most [#MAX_WAITING] wait; overflow is `DROP_NEWEST`, and whoever has waited for
/// [Newcomers#PATIENCE] is refused, too.
final class Returning {
    static final int MAX_WAITING = 8_192;

    /// Visitors of one portal that are looked up by one query.
    static final int BATCH = 64;

    private static final int MAX_CONVERSATIONS = 20;

    private final Talking talking;
    private final int atOnce;
    private final Map<PortalId, Deque<Waiting>> waiting = new LinkedHashMap<>();
    private int size;
    private int busy;

    /// @param atOnce batches under way, at most
    Returning(Talking talking, int atOnce, MeterRegistry meters) {
        this.talking = talking;
        this.atOnce = atOnce;
        Gauge.builder("chat.admission.returning", this, Returning::size)
                .description("Visitors who wait to be looked up")
                .register(meters);
    }

    /// What is known of a visitor.
    record Found(List<Conversation> conversations, Standing standing) {}

    /// What to do, on the session's loop, with what was found or with why nothing was.
    record Then(Consumer<Found> found, Consumer<Throwable> failed) {}

    private record Waiting(VisitorSession session, VisitorId visitor, int until, Then then) {
        boolean late() {
            return session.loop().ticks() > until;
        }

        void found(Found it) {
            session.loop().execute(() -> then.found.accept(it));
        }

        void failed(Throwable e) {
            session.loop().execute(() -> then.failed.accept(e));
        }
    }

    /// Looks a visitor up in its turn.
    void lookUp(VisitorSession session, VisitorId visitor, Then then) {
        int until = session.loop().ticks() + SessionLoop.ticks(Newcomers.PATIENCE);
        var one = new Waiting(session, visitor, until, then);
        if (offer(session.portal().id(), one)) {
            next();
        } else {
            one.failed(new StoreUnavailable("too many come back", null));
        }
    }

    private synchronized boolean offer(PortalId portal, Waiting one) {
        if (size == MAX_WAITING) {
            return false;
        }
        size++;
        waiting.computeIfAbsent(portal, _ -> new ArrayDeque<>()).add(one);
        return true;
    }

    private synchronized int size() {
        return size;
    }

    private void next() {
        var batch = take();
        if (batch.isEmpty()) {
            return;
        }
        var loop = batch.getFirst().session.loop();
        var _ =
                ask(batch)
                        .doFinally(_ -> {
                            done();
                            loop.execute(this::next);
                        })
                        .subscribe(
                                it -> batch.forEach(one -> one.found(it.of(one.visitor))),
                                e -> batch.forEach(one -> one.failed(e)));
    }

    /// The next portal's; nothing if enough is under way or nobody waits.
    private synchronized List<Waiting> take() {
        var batch = new ArrayList<Waiting>();
        while (busy < atOnce && batch.isEmpty() && !waiting.isEmpty()) {
            var portal = waiting.keySet().iterator().next();
            var queue = waiting.remove(portal);
            while (queue != null && !queue.isEmpty() && batch.size() < BATCH) {
                var one = queue.remove();
                size--;
                if (one.late()) {
                    one.failed(new StoreUnavailable("the turn came too late", null));
                } else {
                    batch.add(one);
                }
            }
            if (queue != null && !queue.isEmpty()) {
                waiting.put(portal, queue);
            }
        }
        busy += batch.isEmpty() ? 0 : 1;
        return batch;
    }

    private synchronized void done() {
        busy--;
    }

    private record All(
            Map<VisitorId, List<Conversation>> conversations, Map<VisitorId, Standing> standings) {
        Found of(VisitorId visitor) {
            return new Found(
                    conversations.getOrDefault(visitor, List.of()),
                    standings.getOrDefault(visitor, Standing.UNKNOWN));
        }
    }

    private Mono<All> ask(List<Waiting> batch) {
        var portal = batch.getFirst().session.portal().id();
        var visitors = batch.stream().map(Waiting::visitor).distinct().toList();
        return Mono.zip(
                talking.store().ofVisitors(portal, visitors, MAX_CONVERSATIONS),
                talking.visiting().visitors().standings(portal, visitors),
                All::new);
    }
}
