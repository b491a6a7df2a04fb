package parley.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.TestServers;
import parley.gateway.fanout.Broker;
import parley.gateway.fanout.BrokerContract;
import reactor.core.publisher.Mono;

@DisplayName("The broker over Redis")
class RedisBrokerIT implements BrokerContract {
    private static final String KEY = BrokerNode.KEY;

    /// By when a link that answers nothing is given up.
    private static final Duration GIVEN_UP = Duration.ofSeconds(4);

    private static BrokerNode node;
    private static BrokerNode other;
    private static RedisClient client;
    private static StatefulRedisConnection<String, String> operator;

    @BeforeAll
    static void start() {
        node = BrokerNode.linked(config());
        other = BrokerNode.linked(config());
        client = RedisClient.create(RedisURI.create(TestServers.redisUrl()));
        operator = client.connect();
    }

    @AfterAll
    static void stop() {
        operator.close();
        client.shutdown();
        node.close();
        other.close();
    }

    @Override
    public Broker broker() {
        return node.broker();
    }

    @Override
    public Broker otherNode() {
        return other.broker();
    }

    @Test
    @DisplayName("subscribes again after its link was cut, and raises suspicion")
    void cut() throws InterruptedException {
        var topic = BrokerNode.anyTopic();
        var heard = new Heard();
        var suspected = new CountDownLatch(2); // once when it broke, once when it stands again
        try (var _ = node.broker().onSuspicion(suspected::countDown);
                var _ = following(topic, heard)) {
            operator.sync().clientKill(io.lettuce.core.KillArgs.Builder.typePubsub());
            assertThat(suspected.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
            assertThat(node.broker().connected()).isTrue();
            BrokerContract.publish(other.broker(), topic, BrokerContract.portalChanged(5));
            assertThat(heard.next()).isEqualTo(BrokerContract.portalChanged(5));
        }
    }

    @Test
    @DisplayName("113: drops and counts what no node of ours has sealed")
    void forged() throws InterruptedException {
        var topic = BrokerNode.anyTopic();
        var heard = new Heard();
        double before = node.counted("chat.redis.dropped", "reason", "forged");
        var event = "{\"v\":1,\"k\":\"portal\",\"portal\":\"" + UUID.randomUUID() + "\"}";
        try (var _ = following(topic, heard)) {
            operator.sync().publish(topic.channel(), event);
            operator.sync().publish(topic.channel(), event + "0123456789abcdef");
            operator.sync().publish(topic.channel(), "");
            var elsewhere = BrokerNode.anyTopic();
            var replayed =
                    new Seal(KEY)
                            .close(
                                    elsewhere.channel().getBytes(StandardCharsets.US_ASCII),
                                    event.getBytes(StandardCharsets.UTF_8));
            operator.sync()
                    .publish(topic.channel(), new String(replayed, StandardCharsets.ISO_8859_1));
            BrokerContract.publish(other.broker(), topic, BrokerContract.portalChanged(1));
            assertThat(heard.next()).isEqualTo(BrokerContract.portalChanged(1));
        }
        assertThat(node.counted("chat.redis.dropped", "reason", "forged") - before).isEqualTo(4);
    }

    @Test
    @DisplayName("takes followers while Redis is away, and refuses to publish without delay")
    void away() {
        try (var nowhere = new BrokerNode(config().at("redis://127.0.0.1:1", "none", KEY))) {
            var topic = BrokerNode.anyTopic();
            assertThat(nowhere.broker().follow(topic, _ -> {}).block(PATIENCE)).isNotNull();
            assertThat(nowhere.broker().connected()).isFalse();
            assertThat(nowhere.linkUp()).isZero();
            var failure =
                    nowhere.broker()
                            .publish(topic, BrokerContract.portalChanged(1))
                            .thenReturn("published")
                            .onErrorResume(
                                    Broker.BrokerUnavailable.class, _ -> Mono.just("refused"))
                            .block(Duration.ofSeconds(2));
            assertThat(failure).isEqualTo("refused");
        }
    }

    @Test
    @DisplayName("12 gives up links that say nothing and that nobody has ended, and dials anew")
    void stranded() throws Exception {
        var topic = BrokerNode.anyTopic();
        try (var relay = new Strands(URI.create(TestServers.redisUrl()).getPort());
                var far = BrokerNode.linked(config(relay.port()))) {
            var heard = far.follow(topic);
            int suspicions = far.suspicions();
            relay.strand();
            far.awaitMended(suspicions);
            BrokerContract.publish(node.broker(), topic, BrokerContract.portalChanged(6));
            assertThat(heard.next()).isEqualTo(BrokerContract.portalChanged(6));
            far.publish(topic, 7);
            assertThat(heard.next()).isEqualTo(BrokerContract.portalChanged(7));
        }
    }

    @Test
    @DisplayName("12 gives up the link that publishes when it alone says nothing")
    void mute() throws Exception {
        var topic = BrokerNode.anyTopic();
        try (var relay = new Strands(URI.create(TestServers.redisUrl()).getPort());
                var far = BrokerNode.linked(config(relay.port()))) {
            var heard = far.follow(topic);
            int suspicions = far.suspicions();
            relay.strandTheFirst();
            var lost = far.broker().publish(topic, BrokerContract.portalChanged(8));
            assertThatThrownBy(() -> lost.block(BrokerContract.PATIENCE))
                    .isInstanceOf(Broker.BrokerUnavailable.class);
            assertThat(far.suspicions()).as("those who listen hear on").isEqualTo(suspicions);
            far.awaitMended(suspicions);
            BrokerContract.publish(far.broker(), topic, BrokerContract.portalChanged(9));
            assertThat(heard.next()).isEqualTo(BrokerContract.portalChanged(9));
        }
    }

    @Test
    @DisplayName("12 keeps its new link when nothing is published after an outage")
    void idleAfterAnOutage() throws InterruptedException {
        int port = RedisProcess.freePort();
        var topic = BrokerNode.anyTopic();
        try (var first = RedisProcess.started(port, "");
                var far =
                        BrokerNode.linked(
                                config().at(
                                                "redis://127.0.0.1:" + port,
                                                RedisProcess.PASSWORD,
                                                KEY))) {
            first.kill();
            var lost = far.broker().publish(topic, BrokerContract.portalChanged(10));
            assertThatThrownBy(() -> lost.block(BrokerContract.PATIENCE))
                    .isInstanceOf(Broker.BrokerUnavailable.class);
            try (var _ = RedisProcess.started(port, "")) {
                Until.holds("the links stand again", far.broker()::connected);
                Thread.sleep(Duration.ofSeconds(1)); // one link after the other comes back
                int suspicions = far.suspicions();
                Thread.sleep(GIVEN_UP);
                assertThat(far.suspicions()).isEqualTo(suspicions);
            }
        }
    }

    private static RedisConfig config() {
        return config(URI.create(TestServers.redisUrl()).getPort());
    }

    private static RedisConfig config(int port) {
        var login = URI.create(TestServers.redisUrl()).getUserInfo();
        var password = login == null ? "" : login.substring(1);
        return RedisConfig.defaults().at("redis://127.0.0.1:" + port, password, KEY);
    }
}
