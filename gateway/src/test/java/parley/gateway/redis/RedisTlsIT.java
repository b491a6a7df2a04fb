package parley.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.CapturedLog;
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
        server = RedisProcess.started(tls(port, certificates));
        node = BrokerNode.linked(config(port, certificates.certificate().toString()));
        other = BrokerNode.linked(config(port, certificates.certificate().toString()));
    }

    private static String tls(int port, Certificates certificates) {
        return """
        tls-port %d
        tls-cert-file %s
        tls-key-file %s
        tls-auth-clients no
        """
                .formatted(port, certificates.certificate(), certificates.key());
    }

    private static RedisConfig config(int port, @Nullable String caFile) {
        var known = RedisConfig.defaults();
        return new RedisConfig(
                "rediss://127.0.0.1:" + port,
                null,
                RedisProcess.PASSWORD,
                known.sentinel(),
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
        try (var _ = RedisProcess.started(tls(itsPort, wrong))) {
            refused(itsPort, wrong.certificate().toString());
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
