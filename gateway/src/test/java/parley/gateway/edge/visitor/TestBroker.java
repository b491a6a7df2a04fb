package parley.gateway.edge.visitor;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import parley.gateway.TestServers;
import parley.gateway.fanout.Broker;
import parley.gateway.redis.RedisBroker;
import parley.gateway.redis.RedisConfig;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/// A node's broker over the embedded Redis.
final class TestBroker implements AutoCloseable {
    private static final String KEY = "0123456789abcdef0123456789abcdef";

    private final RedisBroker broker;
    private final Disposable running;

    TestBroker() {
        broker = new RedisBroker(config(), Schedulers.parallel(), new SimpleMeterRegistry());
        running = broker.run().subscribe();
        Waiting.until(broker::connected);
    }

    Broker broker() {
        return broker;
    }

    private static RedisConfig config() {
        var url = URI.create(TestServers.redisUrl());
        var password = url.getUserInfo() == null ? "" : url.getUserInfo().substring(1);
        return RedisConfig.defaults()
                .at("redis://" + url.getHost() + ":" + url.getPort(), password, KEY);
    }

    @Override
    public void close() {
        running.dispose();
    }
}
