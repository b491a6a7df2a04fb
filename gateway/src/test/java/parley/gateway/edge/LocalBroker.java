package parley.gateway.edge;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;
import parley.gateway.fanout.Broker;
import parley.gateway.fanout.Event;
import parley.gateway.fanout.Topic;
import reactor.core.publisher.Mono;

/// A broker within the test's own process: nodes that share it hear each other.
public final class LocalBroker implements Broker {
    private final Map<Topic, Set<Consumer<Event>>> followers = new ConcurrentHashMap<>();
    private final Set<Runnable> suspicious = new CopyOnWriteArraySet<>();
    private volatile boolean connected = true;

    @Override
    public Mono<Void> publish(Topic topic, Event event) {
        return Mono.fromRunnable(() -> {
            if (connected) {
                followers.getOrDefault(topic, Set.of()).forEach(it -> it.accept(event));
            }
        });
    }

    @Override
    public Mono<Following> follow(Topic topic, Consumer<Event> listener) {
        return Mono.fromSupplier(() -> {
            followers.computeIfAbsent(topic, _ -> new CopyOnWriteArraySet<>()).add(listener);
            return () -> followers.getOrDefault(topic, Set.of()).remove(listener);
        });
    }

    @Override
    public Following onSuspicion(Runnable listener) {
        suspicious.add(listener);
        return () -> suspicious.remove(listener);
    }

    @Override
    public boolean connected() {
        return connected;
    }

    /// From now on nothing is heard, until it is true again.
    public void connected(boolean now) {
        connected = now;
        suspicious.forEach(Runnable::run);
    }
}
