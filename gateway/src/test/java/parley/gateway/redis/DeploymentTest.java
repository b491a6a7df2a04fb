package parley.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("redis.url")
class DeploymentTest {
    @Test
    @DisplayName("names one server, and whether it speaks TLS")
    void server() {
        assertThat(Deployment.parse("redis://cache"))
                .isEqualTo(new Deployment.Server(at("cache", 6_379), false));
        assertThat(Deployment.parse("rediss://10.0.0.7:7000/0"))
                .isEqualTo(new Deployment.Server(at("10.0.0.7", 7_000), true));
        assertThat(Deployment.parse("redis://[2001:db8::1]:65535"))
                .isEqualTo(new Deployment.Server(at("2001:db8::1", 65_535), false));
    }

    @Test
    @DisplayName("names those who know the master, and the master's name")
    void sentinel() {
        assertThat(Deployment.parse("redis-sentinel://a,b:1#chat"))
                .isEqualTo(
                        new Deployment.Sentinel(
                                List.of(at("a", 26_379), at("b", 1)), "chat", false));
        assertThat(Deployment.parse("rediss-sentinel://a#chat-1"))
                .isEqualTo(new Deployment.Sentinel(List.of(at("a", 26_379)), "chat-1", true));
    }

    @Test
    @DisplayName("names some nodes of a Cluster")
    void cluster() {
        assertThat(Deployment.parse("redis-cluster://a:1,[::1]:2,c"))
                .isEqualTo(
                        new Deployment.Cluster(
                                List.of(at("a", 1), at("::1", 2), at("c", 6_379)), false));
    }

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(
            strings = {
                "",
                "cache:6379",
                "http://cache",
                "redis://",
                "redis://cache:0",
                "redis://cache:65536",
                "redis://a,b",
                "redis://cache#chat",
                "redis://user:password@cache",
                "redis://cache?verifyPeer=NONE",
                "redis-sentinel://a,b",
                "redis-sentinel://a,,b#chat",
                "redis-cluster://a#chat",
                "redis-socket:///tmp/redis",
            })
    @DisplayName("is nothing else, and holds no secret")
    void nothingElse(String url) {
        assertThat(Deployment.parse(url)).isNull();
    }

    private static InetSocketAddress at(String host, int port) {
        return InetSocketAddress.createUnresolved(host, port);
    }
}
