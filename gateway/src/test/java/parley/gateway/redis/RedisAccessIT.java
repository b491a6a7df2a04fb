package parley.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.fanout.Broker;
import parley.gateway.fanout.BrokerContract;

@DisplayName("The broker as a user who may do no more than contract §4 grants")
class RedisAccessIT implements BrokerContract {
    private static RedisProcess server;
    private static BrokerNode node;
    private static BrokerNode other;

    @BeforeAll
    static void start() {
        server =
                RedisProcess.started(
                        "user %s on >%s %s"
                                .formatted(
                                        RedisProcess.USER,
                                        RedisProcess.USERS_PASSWORD,
                                        RedisProcess.ACCESS));
        node = BrokerNode.linked(config(RedisProcess.USERS_PASSWORD));
        other = BrokerNode.linked(config(RedisProcess.USERS_PASSWORD));
    }

    private static RedisConfig config(String password) {
        var known = RedisConfig.defaults();
        return new RedisConfig(
                "redis://127.0.0.1:" + server.port(),
                RedisProcess.USER,
                password,
                known.sentinel(),
                null,
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
    @DisplayName("may neither read, nor look at everything, nor ring where no bell is")
    void forbidden() {
        refused("GET", it -> it.get("c:{00}:x"));
        refused("KEYS", it -> it.keys("*"));
        refused("EVAL", it -> it.eval("return 1", ScriptOutputType.INTEGER));
        refused("another channel", it -> it.publish("x:{00}:x", "x"));
        long heard = asTheUser(it -> it.publish("c:{00}:x", "x"));
        assertThat(heard).isZero();
    }

    private static void refused(String what, Function<RedisCommands<String, String>, ?> command) {
        assertThatThrownBy(() -> asTheUser(command))
                .as(what)
                .isInstanceOf(RedisCommandExecutionException.class)
                .hasMessageStartingWith("NOPERM");
    }

    private static <T> T asTheUser(Function<RedisCommands<String, String>, T> command) {
        var uri =
                RedisURI.Builder.redis("127.0.0.1", server.port())
                        .withAuthentication(
                                RedisProcess.USER, RedisProcess.USERS_PASSWORD.toCharArray())
                        .withTimeout(Duration.ofSeconds(5))
                        .build();
        return RedisProcess.asking(uri, command);
    }

    @Test
    @DisplayName("does not get in with a wrong password")
    void wrongPassword() {
        try (var stranger = new BrokerNode(config("guessed"))) {
            Until.holds("Redis has refused", () -> server.asking(it -> it.aclLog()).size() > 0);
            assertThat(stranger.broker().connected()).isFalse();
        }
    }
}
