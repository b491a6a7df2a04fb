package parley.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.fanout.Broker;
import parley.gateway.fanout.BrokerContract;

@DisplayName("The broker over a Redis that Sentinel looks after")
class RedisSentinelIT implements BrokerContract {
    private static final String SENTINELS_PASSWORD = "which-is-it";
    private static final String DATA = "masterauth %s\nsave \"\"".formatted(RedisProcess.PASSWORD);

    private static RedisProcess first;
    private static RedisProcess second;
    private static RedisProcess sentinel;
    private static BrokerNode node;
    private static BrokerNode other;

    @BeforeAll
    static void start() {
        first = RedisProcess.started(DATA);
        second = RedisProcess.started(DATA + "\nreplicaof 127.0.0.1 " + first.port());
        sentinel =
                RedisProcess.started(
                        """
                        requirepass %s
                        sentinel monitor chat 127.0.0.1 %d 1
                        sentinel auth-pass chat %s
                        sentinel down-after-milliseconds chat 3000
                        sentinel failover-timeout chat 10000
                        """
                                .formatted(SENTINELS_PASSWORD, first.port(), RedisProcess.PASSWORD),
                        "--sentinel");
        Until.holds(
                "the replica is in step",
                () ->
                        second.asking(it -> it.info("replication"))
                                .contains("master_link_status:up"));
        Until.holds("Sentinel knows the replica", () -> sentinelSays().contains("slaves=1"));
        node = BrokerNode.linked(config());
        other = BrokerNode.linked(config());
    }

    private static String sentinelSays() {
        return RedisProcess.asking(sentinelUri(), it -> it.info("sentinel"));
    }

    private static RedisURI sentinelUri() {
        return RedisURI.Builder.redis("127.0.0.1", sentinel.port())
                .withPassword(SENTINELS_PASSWORD.toCharArray())
                .withTimeout(Duration.ofSeconds(5))
                .build();
    }

    private static RedisConfig config() {
        var known = RedisConfig.defaults();
        return new RedisConfig(
                "redis-sentinel://127.0.0.1:" + sentinel.port() + "#chat",
                null,
                RedisProcess.PASSWORD,
                new RedisConfig.SentinelLogin(null, SENTINELS_PASSWORD),
                null,
                BrokerNode.KEY,
                known.commandTimeout(),
                known.maxQueued());
    }

    @AfterAll
    static void stop() {
        node.close();
        other.close();
        sentinel.close();
        second.close();
        first.close();
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
    @DisplayName("goes to the new master when Sentinel has made one, and raises suspicion")
    void failover() throws InterruptedException {
        var topic = BrokerNode.anyTopic();
        var heard = node.follow(topic);
        int before = node.suspicions();
        int othersBefore = other.suspicions();
        askSentinelForAnotherMaster();
        node.awaitMended(before);
        other.awaitMended(othersBefore);
        other.publish(topic, 1);
        assertThat(heard.next()).isEqualTo(BrokerContract.portalChanged(1));
        var followers = second.asking(it -> it.pubsubNumsub(topic.channel()));
        assertThat(followers).containsEntry(topic.channel(), 1L);
    }

    private static void askSentinelForAnotherMaster() {
        var client = RedisClient.create();
        try (var connection = client.connectSentinel(sentinelUri())) {
            assertThat(connection.sync().failover("chat")).isEqualTo("OK");
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }
}
