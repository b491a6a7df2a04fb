package parley.gateway.app;

import parley.gateway.fanout.Broker;
import parley.gateway.redis.RedisBroker;
import reactor.core.scheduler.Schedulers;

/// The broker over the configured Redis. It need not be there yet.
final class Redis {
    private Redis() {}

    static Broker broker(Platform platform, Servers servers) {
        var broker = new RedisBroker(servers.redis(), Schedulers.parallel(), platform.meters());
        platform.lifecycle().run("links to Redis", broker.run());
        return broker;
    }
}
