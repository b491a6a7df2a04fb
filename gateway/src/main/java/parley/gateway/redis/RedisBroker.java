package parley.gateway.redis;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.fanout.Broker;
import parley.gateway.fanout.Event;
import parley.gateway.fanout.EventCodec;
import parley.gateway.fanout.Topic;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/// Doorbells over Redis pub/sub, with one listener for everything. Redis may be away when the
/// gateway starts and at any time after: what is followed is remembered here and [Links] subscribe
/// it again. `app` subscribes [#run] once.
public final class RedisBroker implements Broker {
    private static final Logger LOG = LoggerFactory.getLogger(RedisBroker.class);

    private final RedisConfig config;
    private final Links links;
    private final Scheduler timer;
    private final Seal seal;
    private final EventCodec codec = new EventCodec();
    private final Followers followers = new Followers();
    private final List<Runnable> suspicious = new CopyOnWriteArrayList<>();
    private final AtomicBoolean up = new AtomicBoolean();
    private final Counter published;
    private final Counter unpublished;
    private final Counter forged;
    private final Counter undecodable;
    private volatile boolean closing;

    /// @param config with its URL and its signing key set
    /// @param timer of pings and sweeps
    public RedisBroker(RedisConfig config, Scheduler timer, MeterRegistry meters) {
        if (config.signingKey() == null) {
            throw new IllegalArgumentException("signingKey: missing (expected: >= 32 characters)");
        }
        this.config = config;
        this.timer = timer;
        links =
                new Links(
                        Servers.of(config),
                        followers,
                        new Hearing(),
                        config.commandTimeout(),
                        timer);
        seal = new Seal(config.signingKey());
        published = meters.counter("chat.publish", "result", "ok");
        unpublished = meters.counter("chat.publish", "result", "failed");
        forged = meters.counter("chat.redis.dropped", "reason", "forged");
        undecodable = meters.counter("chat.redis.dropped", "reason", "undecodable");
        Gauge.builder("chat.redis.link", this, it -> it.connected() ? 1 : 0)
                .tag("state", "up")
                .register(meters);
        Gauge.builder("chat.redis.channels", followers, Followers::size).register(meters);
    }

    /// Keeps the links for as long as it is subscribed; one subscriber. Never ends by itself.
    public Mono<Void> run() {
        return Flux.usingWhen(Mono.just(links), Links::keep, _ -> close()).then();
    }

    /// What ends now was not lost.
    private Mono<Void> close() {
        return Mono.defer(() -> {
            closing = true;
            return links.close();
        });
    }

    @Override
    public Mono<Void> publish(Topic topic, Event event) {
        return Mono.defer(
                        () -> {
                            var channel = topic.channel().getBytes(StandardCharsets.US_ASCII);
                            var sealed = seal.close(channel, codec.encode(event));
                            return links.publish(channel, sealed);
                        })
                .timeout(config.commandTimeout(), timer)
                .doOnNext(_ -> published.increment())
                .onErrorMap(e -> {
                    unpublished.increment();
                    return new BrokerUnavailable("Redis did not take an event", e);
                })
                .then();
    }

    @Override
    public Mono<Following> follow(Topic topic, Consumer<Event> listener) {
        return Mono.defer(() -> {
            var channel = topic.channel();
            var open = new AtomicBoolean(true);
            Consumer<Event> whileOpen =
                    event -> {
                        if (open.get()) {
                            listener.accept(event);
                        }
                    };
            Following following =
                    () -> {
                        if (open.compareAndSet(true, false)) {
                            followers.remove(channel, whileOpen, now());
                        }
                    };
            followers.add(channel, whileOpen);
            return links.subscribe(channel).thenReturn(following).doOnCancel(following::close);
        });
    }

    @Override
    public Following onSuspicion(Runnable listener) {
        suspicious.add(listener);
        return () -> suspicious.remove(listener);
    }

    @Override
    public boolean connected() {
        return links.stand();
    }

    private void suspect() {
        for (var listener : suspicious) {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LOG.error("a listener for lost events failed", e);
            }
        }
    }

    private long now() {
        return timer.now(TimeUnit.NANOSECONDS);
    }

    /// Hears everything that Redis tells this node.
    private final class Hearing implements Links.Listener {
        @Override
        public void heard(byte[] channel, byte[] message) {
            if (!seal.isIntact(channel, message)) {
                forged.increment();
                return;
            }
            try {
                followers.tell(
                        new String(channel, StandardCharsets.US_ASCII),
                        codec.decode(message, message.length - Seal.BYTES));
            } catch (EventCodec.Undecodable e) {
                undecodable.increment();
                LOG.debug("an event of another version", e);
            }
        }

        @Override
        public void up() {
            if (up.compareAndSet(false, true)) {
                LOG.info("Redis carries events");
            }
            suspect();
        }

        @Override
        public void down(String why) {
            if (!closing && up.compareAndSet(true, false)) {
                LOG.warn("Redis carries no events: {}", why);
                suspect();
            }
        }
    }
}
