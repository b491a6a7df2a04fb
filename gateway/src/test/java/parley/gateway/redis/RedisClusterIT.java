package parley.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import parley.gateway.fanout.Broker;
import parley.gateway.fanout.BrokerContract;
import parley.gateway.fanout.Topic;

@DisplayName("The broker over a Redis Cluster")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RedisClusterIT implements BrokerContract {
    private static RedisCluster cluster;
    private static BrokerNode node;
    private static BrokerNode other;

    @BeforeAll
    static void start() {
        cluster = new RedisCluster();
        node = BrokerNode.linked(cluster.config());
        other = BrokerNode.linked(cluster.config());
    }

    @AfterAll
    static void stop() {
        node.close();
        other.close();
        cluster.close();
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
    @DisplayName("hears the topics of every partition, whichever master carries them")
    void everywhere() throws InterruptedException {
        var topics = Stream.generate(BrokerNode::anyTopic).limit(60).toList();
        assertThat(topics.stream().map(it -> slot(it) / 5_462).distinct()).hasSize(3);
        var heard = topics.stream().map(node::follow).toList();
        for (int i = 0; i < topics.size(); i++) {
            other.publish(topics.get(i), i);
        }
        for (int i = 0; i < topics.size(); i++) {
            assertThat(heard.get(i).next()).isEqualTo(BrokerContract.portalChanged(i));
        }
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    @DisplayName("follows a partition to another master within 2 s, and raises suspicion")
    void moved() throws InterruptedException {
        var topic = BrokerNode.anyTopic();
        var heard = node.follow(topic);
        int before = node.suspicions();
        long start = System.nanoTime();
        cluster.move(slot(topic));
        node.awaitMended(before);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
        other.publish(topic, 1);
        assertThat(heard.next()).isEqualTo(BrokerContract.portalChanged(1));
    }

    @Test
    @Order(Integer.MAX_VALUE) // the Cluster has no replica left after it
    @DisplayName("hears everything again when a replica has taken over for a master that died")
    void failover() throws InterruptedException {
        var topics =
                Stream.generate(BrokerNode::anyTopic)
                        .filter(it -> RedisCluster.isOfTheFirst(slot(it)))
                        .limit(20)
                        .toList();
        var heard = topics.stream().map(node::follow).toList();
        int before = node.suspicions();
        cluster.killTheFirst();
        Until.holds("the loss is noticed", () -> node.linkUp() == 0);
        node.awaitMended(before);
        assertThat(node.linkUp()).isEqualTo(1);
        IntStream.range(0, topics.size()).forEach(i -> other.publish(topics.get(i), i));
        for (int i = 0; i < topics.size(); i++) {
            assertThat(heard.get(i).next()).isEqualTo(BrokerContract.portalChanged(i));
        }
    }

    private static int slot(Topic topic) {
        return SlotHash.getSlot(topic.channel());
    }

    /// Contract G9's 2 s, and as long again for a machine that does other things too.
    private static final Duration LIMIT = Duration.ofSeconds(4);
}
