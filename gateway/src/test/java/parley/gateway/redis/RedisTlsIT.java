package parley.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.CapturedLog;
import parley.gateway.Certificates;
import parley.gateway.fanout.Broker;
import parley.gateway.fanout.BrokerContract;

@DisplayName("The broker over a Redis that speaks TLS")
class RedisTlsIT implements BrokerContract {
    private static Certificates certificates;
    private static RedisProcess server;
    private static int port;
    private static BrokerNode node;
    private static BrokerNode other;

    @BeforeAll
    static void start() throws IOException, GeneralSecurityException {
        certificates = Certificates.of("127.0.0.1");
        port = RedisProcess.freePort();
        server = RedisProcess.started(RedisProcess.tls(port, certificates));
        node = BrokerNode.linked(config(port, certificates.certificate().toString()));
        other = BrokerNode.linked(config(port, certificates.certificate().toString()));
    }

    private static RedisConfig config(int port, @Nullable String caFile) {
        return config("rediss://127.0.0.1:" + port, RedisConfig.defaults().sentinel(), caFile);
    }

    private static RedisConfig config(
            String url, RedisConfig.SentinelLogin sentinel, @Nullable String caFile) {
        var known = RedisConfig.defaults();
        return new RedisConfig(
                url,
                null,
                RedisProcess.PASSWORD,
                sentinel,
                caFile,
                BrokerNode.KEY,
                known.commandTimeout(),
                known.maxQueued());
    }

    @AfterAll
    static void stop() {
        node.close();
        other.close();
        server.close();
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
    @DisplayName("is not spoken to if nobody known vouches for it")
    void untrusted() {
        refused(port, null);
    }

    @Test
    @DisplayName("is not spoken to under an address that its certificate does not name")
    void elsewhere() throws IOException, GeneralSecurityException {
        var wrong = Certificates.of("192.0.2.1");
        int itsPort = RedisProcess.freePort();
        try (var _ = RedisProcess.started(RedisProcess.tls(itsPort, wrong))) {
            refused(itsPort, wrong.certificate().toString());
        }
    }

    @Test
    @DisplayName("is found by a Sentinel that speaks TLS, too")
    void sentinel() throws InterruptedException {
        int itsPort = RedisProcess.freePort();
        var settings =
                """
                %s
                sentinel monitor chat 127.0.0.1 %d 1
                sentinel auth-pass chat %s
                """
                        .formatted(
                                RedisProcess.tls(itsPort, certificates),
                                port,
                                RedisProcess.PASSWORD);
        var url = "rediss-sentinel://127.0.0.1:%d#chat".formatted(itsPort);
        var login = new RedisConfig.SentinelLogin(null, RedisProcess.PASSWORD);
        var config = config(url, login, certificates.certificate().toString());
        try (var _ = RedisProcess.started(settings, "--sentinel");
                var led = BrokerNode.linked(config)) {
            var topic = BrokerNode.anyTopic();
            var heard = led.follow(topic);
            node.publish(topic, 1);
            assertThat(heard.next()).isEqualTo(BrokerContract.portalChanged(1));
        }
    }

    @Test
    @DisplayName("may be a Cluster, all of which speaks TLS")
    void cluster() throws InterruptedException {
        try (var cluster = new RedisCluster(certificates);
                var one = BrokerNode.linked(cluster.config());
                var another = BrokerNode.linked(cluster.config())) {
            var topics = Stream.generate(BrokerNode::anyTopic).limit(20).toList();
            var heard = topics.stream().map(one::follow).toList();
            for (int i = 0; i < topics.size(); i++) {
                another.publish(topics.get(i), i);
                assertThat(heard.get(i).next()).isEqualTo(BrokerContract.portalChanged(i));
            }
        }
    }

    private static void refused(int port, @Nullable String caFile) {
        try (var log = new CapturedLog();
                var stranger = new BrokerNode(config(port, caFile))) {
            Until.holds(
                    "it has tried",
                    () -> log.lines().stream().anyMatch(it -> it.contains("Redis is not there")));
            assertThat(stranger.broker().connected()).isFalse();
        }
    }
}
