package parley.gateway.redis;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import parley.gateway.fanout.Broker;
import parley.gateway.fanout.BrokerContract;
import parley.gateway.fanout.BrokerContract.Heard;
import parley.gateway.fanout.Topic;
import parley.protocol.value.ConversationId;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// A running broker and what it tells of itself.
final class BrokerNode implements AutoCloseable {
    static final String KEY = "0123456789abcdef0123456789abcdef";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicInteger suspicions = new AtomicInteger();
    private final RedisBroker broker;
    private final Disposable running;

    BrokerNode(RedisConfig config) {
        broker = new RedisBroker(config, Schedulers.parallel(), meters);
        broker.onSuspicion(suspicions::incrementAndGet);
        running = broker.run().subscribe();
    }

    /// A node whose links stand.
    static BrokerNode linked(RedisConfig config) {
        var node = new BrokerNode(config);
        Until.holds("the links stand", node.broker::connected);
        return node;
    }

    Broker broker() {
        return broker;
    }

    int suspicions() {
        return suspicions.get();
    }

    double counted(String meter, String tag, String value) {
        return meters.counter(meter, tag, value).count();
    }

    double linkUp() {
        return meters.get("chat.redis.link").tag("state", "up").gauge().value();
    }

    /// Waits until both a loss has been suspected, and that everything is heard again has been
    /// told.
    void awaitMended(int suspicionsBefore) {
        Until.holds(
                "suspected, and stands again",
                () -> suspicions() >= suspicionsBefore + 2 && broker.connected());
    }

    /// Publishes until the broker takes it, as it does once the server is there again.
    void publish(Topic topic, int i) {
        Until.holds(
                "the event is taken",
                () ->
                        Boolean.TRUE.equals(
                                broker.publish(topic, BrokerContract.portalChanged(i))
                                        .thenReturn(true)
                                        .onErrorResume(
                                                Broker.BrokerUnavailable.class,
                                                _ -> Mono.just(false))
                                        .block(BrokerContract.PATIENCE)));
    }

    /// Whether what another node publishes now is heard here.
    Heard follow(Topic topic) {
        var heard = new Heard();
        var _ = broker.follow(topic, heard).block(BrokerContract.PATIENCE);
        return heard;
    }

    static Topic anyTopic() {
        return new Topic.OfConversation(new ConversationId(UUID.randomUUID()));
    }

    @Override
    public void close() {
        running.dispose();
    }
}
