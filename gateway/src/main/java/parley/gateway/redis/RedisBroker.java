package parley.gateway.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateAdapter;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.fanout.Broker;
import parley.gateway.fanout.Event;
import parley.gateway.fanout.EventCodec;
import parley.gateway.fanout.Topic;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/// Doorbells over Redis pub/sub: one link that listens, one that publishes, one listener for
/// everything. Redis may be away when the gateway starts and at any time after: what is followed is
/// remembered here and subscribed again. `app` subscribes [#run] once.
public final class RedisBroker implements Broker {
    private static final Logger LOG = LoggerFactory.getLogger(RedisBroker.class);
    private static final Duration FIRST_REDIAL = Duration.ofMillis(100);
    private static final Duration LONGEST_REDIAL = Duration.ofSeconds(1);
    private static final Duration UNSUBSCRIBE_AFTER = Duration.ofSeconds(30);
    private static final Duration PING_EVERY = Duration.ofMillis(500);

    /// Three pings without an answer: a link that died silently is noticed within 2 s.
    private static final Duration SILENT_AFTER = Duration.ofMillis(1_500);

    /// Channels in one SUBSCRIBE, so that a resubscription of many does not hold up the link.
    private static final int CHANNELS_PER_COMMAND = 512;

    private final RedisConfig config;
    private final RedisLinks links;
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
    private volatile @Nullable StatefulRedisPubSubConnection<byte[], byte[]> ear;
    private volatile @Nullable StatefulRedisConnection<byte[], byte[]> mouth;
    private volatile long heardAt;
    private volatile boolean closing;

    /// @param config with its URL and its signing key set
    /// @param timer of pings and sweeps
    public RedisBroker(RedisConfig config, Scheduler timer, MeterRegistry meters) {
        if (config.signingKey() == null) {
            throw new IllegalArgumentException("signingKey: missing (expected: >= 32 characters)");
        }
        this.config = config;
        this.timer = timer;
        links = new RedisLinks(config);
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
        return Flux.usingWhen(Mono.just(links.client()), this::serve, _ -> close()).then();
    }

    /// What ends now was not lost.
    private Mono<Void> close() {
        return Mono.defer(() -> {
            closing = true;
            return links.close();
        });
    }

    private Flux<Long> serve(RedisClient client) {
        client.addListener(new LinkWatch());
        return Mono.zip(dial(links.listening()), dial(links.publishing()))
                .doOnNext(both -> {
                    mouth = both.getT2();
                    listenWith(both.getT1());
                })
                .thenMany(
                        Flux.interval(PING_EVERY, timer)
                                .onBackpressureDrop()
                                .concatMap(this::tick));
    }

    private static <T> Mono<T> dial(Mono<T> link) {
        return link.retryWhen(
                Retry.backoff(Long.MAX_VALUE, FIRST_REDIAL)
                        .maxBackoff(LONGEST_REDIAL)
                        .doBeforeRetry(it -> {
                            if (it.totalRetries() == 0) {
                                LOG.warn("Redis is not there: {}", it.failure().getMessage());
                            }
                        }));
    }

    private void listenWith(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
        connection.addListener(new Ear());
        heardAt = now();
        ear = connection;
        subscribeToAll();
    }

    private Mono<Long> tick(long beat) {
        followers.sweep(now(), UNSUBSCRIBE_AFTER.toNanos(), this::unsubscribe);
        var connection = ear;
        if (connection == null || !connection.isOpen()) {
            return Mono.just(beat);
        }
        return Mono.fromCompletionStage(() -> connection.async().ping())
                .doOnNext(_ -> {
                    heardAt = now();
                    linkIsUp();
                })
                .timeout(PING_EVERY, timer)
                .thenReturn(beat)
                .onErrorResume(_ -> {
                    if (!connected()) {
                        linkIsDown("no answer to PING");
                    }
                    return Mono.just(beat);
                });
    }

    @Override
    public Mono<Void> publish(Topic topic, Event event) {
        return Mono.defer(
                        () -> {
                            var connection = mouth;
                            if (connection == null) {
                                return Mono.error(new IllegalStateException("no link yet"));
                            }
                            var channel = bytes(topic.channel());
                            var sealed = seal.close(channel, codec.encode(event));
                            return Mono.fromCompletionStage(
                                    () -> connection.async().publish(channel, sealed));
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
            return subscribe(channel).thenReturn(following).doOnCancel(following::close);
        });
    }

    /// SUBSCRIBE is harmless for what is subscribed already, and its answer is the proof.
    private Mono<Void> subscribe(String channel) {
        var connection = ear;
        if (connection == null || !connection.isOpen()) {
            return Mono.empty();
        }
        return Mono.fromCompletionStage(() -> connection.async().subscribe(bytes(channel)))
                .timeout(config.commandTimeout(), timer)
                .onErrorComplete();
    }

    private void unsubscribe(String channel) {
        var connection = ear;
        if (connection != null && connection.isOpen()) {
            var _ = connection.async().unsubscribe(bytes(channel));
        }
    }

    /// The link counts as up once everything is subscribed: what is compared with PostgreSQL before
    /// would miss what is lost until then.
    private void subscribeToAll() {
        var connection = ear;
        if (connection == null) {
            return;
        }
        var all = followers.channels();
        var answers = new ArrayList<CompletableFuture<?>>();
        for (int at = 0; at < all.size(); at += CHANNELS_PER_COMMAND) {
            var batch = all.subList(at, Math.min(all.size(), at + CHANNELS_PER_COMMAND));
            var channels = batch.stream().map(RedisBroker::bytes).toArray(byte[][]::new);
            answers.add(connection.async().subscribe(channels).toCompletableFuture());
        }
        var _ =
                CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                        .thenRun(this::linkIsUp);
    }

    @Override
    public Following onSuspicion(Runnable listener) {
        suspicious.add(listener);
        return () -> suspicious.remove(listener);
    }

    @Override
    public boolean connected() {
        var connection = ear;
        return connection != null
                && connection.isOpen()
                && now() - heardAt < SILENT_AFTER.toNanos();
    }

    private void linkIsUp() {
        if (up.compareAndSet(false, true)) {
            LOG.info("Redis carries events");
            suspect();
        }
    }

    private void linkIsDown(String why) {
        if (!closing && up.compareAndSet(true, false)) {
            LOG.warn("Redis carries no events: {}", why);
            suspect();
        }
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

    private static byte[] bytes(String channel) {
        return channel.getBytes(StandardCharsets.US_ASCII);
    }

    /// Hears everything that Redis tells this node.
    private final class Ear extends RedisPubSubAdapter<byte[], byte[]> {
        @Override
        public void message(byte[] channel, byte[] message) {
            heardAt = now();
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
        public void subscribed(byte[] channel, long count) {
            heardAt = now();
        }
    }

    /// Notices when a link breaks and when it stands again.
    @SuppressWarnings("ReferenceEquality") // which of the two links it is
    private final class LinkWatch extends RedisConnectionStateAdapter {
        @Override
        public void onRedisConnected(RedisChannelHandler<?, ?> link, SocketAddress address) {
            if (link == ear) {
                heardAt = now();
                subscribeToAll();
            }
        }

        @Override
        public void onRedisDisconnected(RedisChannelHandler<?, ?> link) {
            if (link == ear) {
                linkIsDown("disconnected");
            }
        }
    }
}
