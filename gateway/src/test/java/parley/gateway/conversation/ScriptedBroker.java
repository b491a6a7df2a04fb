package parley.gateway.conversation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import parley.gateway.fanout.Broker;
import parley.gateway.fanout.Event;
import parley.gateway.fanout.Topic;
import reactor.core.publisher.Mono;

/// A broker that does what the test says with each event: deliver, drop, deliver late or twice.
final class ScriptedBroker implements Broker {
    private final Map<Topic, List<Consumer<Event>>> followers = new ConcurrentHashMap<>();
    private final List<Runnable> suspicious = new CopyOnWriteArrayList<>();

    /// What becomes of an event: the deliveries, in order, that it causes.
    Weather weather = List::of;

    boolean connected = true;
    Runnable beforeFollowing = () -> {};
    Runnable afterFollowing = () -> {};

    @Override
    public Mono<Void> publish(Topic topic, Event event) {
        return Mono.fromRunnable(() -> {
            for (var each : weather.of(new Delivery(topic, event))) {
                deliver(each);
            }
        });
    }

    void deliver(Delivery delivery) {
        List.copyOf(followers.getOrDefault(delivery.topic, List.of()))
                .forEach(it -> it.accept(delivery.event));
    }

    @Override
    public Mono<Following> follow(Topic topic, Consumer<Event> listener) {
        return Mono.fromSupplier(() -> {
            beforeFollowing.run();
            followers.computeIfAbsent(topic, _ -> new ArrayList<>()).add(listener);
            afterFollowing.run();
            return () -> followers.get(topic).remove(listener);
        });
    }

    int followers(Topic topic) {
        return followers.getOrDefault(topic, List.of()).size();
    }

    void suspect() {
        suspicious.forEach(Runnable::run);
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

    interface Weather {
        List<Delivery> of(Delivery delivery);
    }

    record Delivery(Topic topic, Event event) {}
}
