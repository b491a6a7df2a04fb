package parley.gateway.postgres;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import parley.protocol.value.ConversationId;
import parley.protocol.value.PortalId;

/// What waits for a writer: one lane a conversation, in order; the portals take turns, and so do a
/// portal's conversations. A lane that is out is not taken from until it is back. Thread-safe;
/// holds its lock around memory only.
final class Lanes {
    private final int bound;
    private final int laneBound;
    private final Map<ConversationId, Lane> lanes = new HashMap<>();
    private final Map<PortalId, Deque<Lane>> ready = new HashMap<>();
    private final Deque<PortalId> turns = new ArrayDeque<>();
    private int size;

    /// @param bound items that wait, at most
    /// @param laneBound items of one conversation that wait, at most
    Lanes(int bound, int laneBound) {
        this.bound = bound;
        this.laneBound = laneBound;
    }

    /// @return false when too many wait; then it is not queued
    synchronized boolean offer(PendingAppend item) {
        if (size >= bound) {
            return false;
        }
        var lane =
                lanes.computeIfAbsent(
                        item.append().conversation(), it -> new Lane(item.append().portal(), it));
        if (lane.items.size() >= laneBound) {
            return false;
        }
        size++;
        lane.items.addLast(item);
        line(lane);
        return true;
    }

    /// Takes up to `max` items, in order within each conversation, at most half of them of one
    /// conversation. Their lanes are out until [#back]. Drops what is late: its sender has been
    /// told that the outcome is unknown, and sends it again.
    synchronized List<PendingAppend> take(int max, long nowNanos) {
        var batch = new ArrayList<PendingAppend>();
        int most = Math.max(1, max / 2);
        while (batch.size() < max && !turns.isEmpty()) {
            var portal = turns.removeFirst();
            var queue = ready.get(portal);
            if (queue == null) {
                continue;
            }
            var lane = queue.removeFirst();
            if (queue.isEmpty()) {
                ready.remove(portal);
            } else {
                turns.addLast(portal);
            }
            int before = batch.size();
            move(lane, batch, Math.min(most, max - before), nowNanos);
            lane.state = batch.size() > before ? State.OUT : State.IDLE;
            if (lane.state == State.IDLE) {
                lanes.remove(lane.conversation);
            }
        }
        return batch;
    }

    private void move(Lane lane, List<PendingAppend> batch, int most, long nowNanos) {
        for (int left = most; left > 0 && !lane.items.isEmpty(); ) {
            var item = lane.items.removeFirst();
            size--;
            if (!item.late(nowNanos)) {
                batch.add(item);
                left--;
            }
        }
    }

    /// Brings lanes back.
    ///
    /// @param conversations the lanes that were out
    /// @param again items that go to the head of their lanes, in order
    synchronized void back(Iterable<ConversationId> conversations, List<PendingAppend> again) {
        for (var item : again.reversed()) {
            var lane = lanes.get(item.append().conversation());
            if (lane != null) {
                lane.items.addFirst(item);
                size++;
            }
        }
        for (var conversation : conversations) {
            var lane = lanes.get(conversation);
            if (lane == null || lane.state != State.OUT) {
                continue;
            }
            lane.state = State.IDLE;
            if (lane.items.isEmpty()) {
                lanes.remove(conversation);
            } else {
                line(lane);
            }
        }
    }

    synchronized boolean hasReady() {
        return !turns.isEmpty();
    }

    synchronized int size() {
        return size;
    }

    private void line(Lane lane) {
        if (lane.state != State.IDLE) {
            return;
        }
        lane.state = State.READY;
        var queue = ready.get(lane.portal);
        if (queue == null) {
            queue = new ArrayDeque<>();
            ready.put(lane.portal, queue);
            turns.addLast(lane.portal);
        }
        queue.addLast(lane);
    }

    private enum State {
        IDLE,
        READY,
        OUT
    }

    private static final class Lane {
        private final PortalId portal;
        private final ConversationId conversation;
        private final Deque<PendingAppend> items = new ArrayDeque<>();
        private State state = State.IDLE;

        private Lane(PortalId portal, ConversationId conversation) {
            this.portal = portal;
            this.conversation = conversation;
        }
    }
}
