package parley.gateway.edge.agent;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.ClientMessageId;
import reactor.core.publisher.Mono;

/// What one agent does in one conversation, strictly one after the other (contract §3). After a
/// send whose outcome is unknown, later sends are refused until that one comes again: else they
/// might swap places. At most [#MAX_WAITING] wait. Confined to the connection's event loop.
final class Lane {
    /// Most that may wait behind what runs.
    static final int MAX_WAITING = 16;

    private final EventLoop loop;
    private final Deque<Item> waiting = new ArrayDeque<>();
    private boolean running;
    private @Nullable ClientMessageId unsettled;

    Lane(EventLoop loop) {
        this.loop = loop;
    }

    /// One thing to do. The work answers whether it is settled: false, and the lane is blocked.
    ///
    /// @param cmid of a send; null for what needs no order across retries
    /// @param work runs on any thread, ends by itself, hops to the loop for what it tells the peer
    /// @param blocked tells the peer that an earlier send must come first
    record Item(@Nullable ClientMessageId cmid, Mono<Boolean> work, Runnable blocked) {}

    /// Takes it.
    ///
    /// @return false if too many wait
    boolean offer(Item item) {
        if (waiting.size() == MAX_WAITING) {
            return false;
        }
        waiting.add(item);
        next();
        return true;
    }

    /// Whether the lane may be forgotten.
    boolean idle() {
        return !running && waiting.isEmpty() && unsettled == null;
    }

    private void next() {
        while (!running && !waiting.isEmpty()) {
            var item = waiting.remove();
            if (item.cmid != null && unsettled != null && !unsettled.equals(item.cmid)) {
                item.blocked.run();
            } else {
                start(item);
            }
        }
    }

    /// Not cancelled when the connection ends: what was begun is finished.
    private void start(Item item) {
        running = true;
        var _ =
                item.work
                        .defaultIfEmpty(true)
                        .onErrorReturn(false)
                        .subscribe(settled -> loop.execute(() -> done(item, settled)));
    }

    private void done(Item item, boolean settled) {
        running = false;
        if (item.cmid != null) {
            unsettled = settled ? null : item.cmid;
        }
        next();
    }
}
