package parley.gateway;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import parley.gateway.fanout.Broker;
import parley.gateway.redis.RedisBroker;
import parley.gateway.redis.RedisConfig;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/// A node's broker over the embedded Redis.
public final class TestRedis implements AutoCloseable {
    private static final String KEY = "0123456789abcdef0123456789abcdef";

    private final RedisBroker broker;
    private final Disposable running;

    public TestRedis() {
        broker = new RedisBroker(config(), Schedulers.parallel(), new SimpleMeterRegistry());
        running = broker.run().subscribe();
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!broker.connected()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("the embedded Redis does not answer");
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    public Broker broker() {
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
