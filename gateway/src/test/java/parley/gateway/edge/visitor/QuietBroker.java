package parley.gateway.edge.visitor;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import parley.gateway.fanout.Broker;
import parley.gateway.fanout.Event;
import parley.gateway.fanout.Topic;
import reactor.core.publisher.Mono;

/// Tells the followers in this process, and nobody else.
public final class QuietBroker implements Broker {
    private final Map<Topic, List<Consumer<Event>>> followers = new ConcurrentHashMap<>();

    @Override
    public Mono<Void> publish(Topic topic, Event event) {
        return Mono.fromRunnable(
                () -> followers.getOrDefault(topic, List.of()).forEach(it -> it.accept(event)));
    }

    @Override
    public Mono<Following> follow(Topic topic, Consumer<Event> listener) {
        var all = followers.computeIfAbsent(topic, _ -> new CopyOnWriteArrayList<>());
        all.add(listener);
        return Mono.just(() -> all.remove(listener));
    }

    @Override
    public Following onSuspicion(Runnable listener) {
        return () -> {};
    }

    @Override
    public boolean connected() {
        return true;
    }
}
