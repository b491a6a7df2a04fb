package parley.gateway.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.TestServers;
import parley.gateway.postgres.StoreFixture;
import parley.gateway.postgres.StoreFixture.Chat;
import parley.gateway.redis.RedisBroker;
import parley.gateway.redis.RedisConfig;
import parley.protocol.value.Entry;
import parley.protocol.value.Stream;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@DisplayName("Feeds of two nodes on one PostgreSQL and one Redis")
class FeedsIT {
    private static final String KEY = "0123456789abcdef0123456789abcdef";

    private final Node here = new Node();
    private final Node there = new Node();
    private RedisClient client;
    private StatefulRedisConnection<String, String> operator;

    @BeforeEach
    void connect() {
        client = RedisClient.create(RedisURI.create(TestServers.redisUrl()));
        operator = client.connect();
    }

    @AfterEach
    void close() {
        operator.close();
        client.shutdown();
        here.close();
        there.close();
    }

    @Test
    @DisplayName("hand over on both what is written on either, in one order")
    void twoNodes() throws InterruptedException {
        var chat = here.fixture.chat();
        var watchers = watch(chat, 401);
        Flux.range(0, 400)
                .flatMap(i -> (i % 2 == 0 ? here : there).post(chat, "m" + i), 16)
                .blockLast(Duration.ofSeconds(60));

        assertSame(chat, watchers, 30);
    }

    @Test
    @DisplayName("miss nothing when their links are cut again and again (fault 10)")
    void cutLinks() throws InterruptedException {
        var chat = here.fixture.chat();
        var watchers = watch(chat, 601);
        var cuts = new AtomicInteger();
        var cutting =
                Flux.interval(Duration.ofMillis(150), Schedulers.boundedElastic())
                        .onBackpressureDrop()
                        .subscribe(_ ->
                                cuts.addAndGet(
                                        operator.sync()
                                                .clientKill(KillArgs.Builder.typePubsub())
                                                .intValue()));
        Flux.range(0, 600)
                .concatMap(i ->
                        (i % 2 == 0 ? here : there)
                                .post(chat, "m" + i)
                                .delaySubscription(Duration.ofMillis(5)))
                .blockLast(Duration.ofSeconds(120));
        cutting.dispose();
        long end = System.nanoTime();

        assertSame(chat, watchers, 15);
        System.out.printf(
                "cut links: 600 entries through %d cuts, whole on both nodes %d ms later%n",
                cuts.get(), Duration.ofNanos(System.nanoTime() - end).toMillis());
        assertThat(cuts).hasPositiveValue();
    }

    @Test
    @DisplayName(
            "PEER-04: converge through PostgreSQL while Redis is frozen, and acknowledge as ever (fault 8)")
    void frozenRedis() throws Exception {
        var chat = here.fixture.chat();
        var watchers = watch(chat, 51);
        var pid =
                operator.sync()
                        .info("server")
                        .lines()
                        .filter(it -> it.startsWith("process_id:"))
                        .map(it -> it.substring("process_id:".length()).strip())
                        .findFirst()
                        .orElseThrow();
        signal("-STOP", pid);
        try {
            Flux.range(0, 50)
                    .concatMap(i -> (i % 2 == 0 ? here : there).post(chat, "m" + i))
                    .blockLast(Duration.ofSeconds(30));
            assertSame(chat, watchers, 10);
        } finally {
            signal("-CONT", pid);
        }
    }

    private List<ConcurrentWatcher> watch(Chat chat, int expected) throws InterruptedException {
        var watchers = new ArrayList<ConcurrentWatcher>();
        for (var node : List.of(here, there)) {
            var watcher = new ConcurrentWatcher(expected);
            watchers.add(watcher);
            node.feeds.watch(here.fixture.portal, chat.id(), Stream.PUBLIC, 0, watcher);
            watcher.awaitLive(20);
        }
        return watchers;
    }

    private void assertSame(Chat chat, List<ConcurrentWatcher> watchers, long seconds)
            throws InterruptedException {
        var first = watchers.getFirst().await(seconds);
        var second = watchers.getLast().await(seconds);
        assertThat(second).isEqualTo(first);
        assertThat(
                        here.fixture.ask(
                                "SELECT id FROM entry WHERE conversation = ? AND stream = 'public' ORDER BY seq",
                                chat.id().value()))
                .isEqualTo(first.stream().map(Entry::id).map(UUID::toString).toList());
    }

    private static void signal(String signal, String pid) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", signal, pid).start().waitFor()).isZero();
    }

    /// One gateway's conversations, over its own connections.
    private final class Node implements AutoCloseable {
        private final StoreFixture fixture = new StoreFixture();
        private final RedisBroker broker =
                new RedisBroker(redis(), Schedulers.parallel(), fixture.meters);
        private final Errands errands = new Errands("node", 10_000, 16, fixture.meters);
        private final Bells bells = new Bells(broker, errands);
        private final Feeds feeds =
                new Feeds(fixture.store, bells, errands, Schedulers.parallel(), fixture.meters);
        private final Conversations conversations =
                new Conversations(fixture.store, fixture.writer, feeds, bells, _ -> {});
        private final Disposable running =
                Disposables.composite(
                        broker.run().subscribe(),
                        errands.run().subscribe(),
                        feeds.run().subscribe());

        private Mono<Posted> post(Chat chat, String text) {
            // The other node's fixture has another portal of its own; the conversation is here's.
            return StoreFixture.again(
                    conversations.post(here.fixture.message(chat, UUID.randomUUID(), text)));
        }

        @Override
        public void close() {
            running.dispose();
            fixture.close();
        }
    }

    private static RedisConfig redis() {
        var url = URI.create(TestServers.redisUrl());
        return RedisConfig.defaults()
                .at(
                        "redis://" + url.getHost() + ":" + url.getPort(),
                        url.getUserInfo().substring(1),
                        KEY);
    }
}
