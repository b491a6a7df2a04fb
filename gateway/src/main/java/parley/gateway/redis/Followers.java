package parley.gateway.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.fanout.Event;

/// Who on this node follows which Redis channel. A channel that has long lost its last follower is
/// dropped inside the map's own lock for that channel, so that its UNSUBSCRIBE never leaves after
/// the SUBSCRIBE of a new follower.
final class Followers {
    private static final Logger LOG = LoggerFactory.getLogger(Followers.class);

    private final Map<String, Channel> channels = new ConcurrentHashMap<>();

    void add(String channel, Consumer<Event> listener) {
        channels.compute(
                channel,
                (_, known) -> {
                    var it = known == null ? new Channel() : known;
                    it.listeners.add(listener);
                    return it;
                });
    }

    /// Takes a listener away; the channel stays subscribed until [#sweep].
    void remove(String channel, Consumer<Event> listener, long nowNanos) {
        channels.computeIfPresent(
                channel,
                (_, it) -> {
                    it.listeners.remove(listener);
                    it.lonelySince = nowNanos;
                    return it;
                });
    }

    /// Drops the channels that nobody has followed for so long.
    ///
    /// @param dropped called for each
    void sweep(long nowNanos, long graceNanos, Consumer<String> dropped) {
        for (var channel : channels.keySet()) {
            channels.computeIfPresent(
                    channel,
                    (name, it) -> {
                        if (!it.listeners.isEmpty() || nowNanos - it.lonelySince < graceNanos) {
                            return it;
                        }
                        dropped.accept(name);
                        return null;
                    });
        }
    }

    /// Hands an event to everyone who follows the channel.
    void tell(String channel, Event event) {
        var known = channels.get(channel);
        if (known == null) {
            return;
        }
        for (var listener : known.listeners) {
            try {
                listener.accept(event);
            } catch (RuntimeException e) {
                LOG.error("a follower failed on an event of kind {}", event.getClass(), e);
            }
        }
    }

    boolean has(String channel) {
        return channels.containsKey(channel);
    }

    List<String> channels() {
        return new ArrayList<>(channels.keySet());
    }

    int size() {
        return channels.size();
    }

    private static final class Channel {
        private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
        private volatile long lonelySince;
    }
}
