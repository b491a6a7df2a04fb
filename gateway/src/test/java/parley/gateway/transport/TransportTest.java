package parley.gateway.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.tcp.TcpClient;
import reactor.netty.tcp.TcpServer;

@DisplayName("A transport")
class TransportTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @ParameterizedTest
    @EnumSource(Transport.class)
    @DisplayName("drives Reactor Netty's servers and clients, on threads that must not block")
    void drives(Transport transport) {
        assumeTrue(transport.missing() == null, () -> String.valueOf(transport.missing()));
        var loops = new Loops(transport, "test", 1);
        var server =
                TcpServer.create()
                        .host("127.0.0.1")
                        .port(0)
                        .runOn(loops)
                        .handle((in, out) -> out.send(in.receive().retain()))
                        .bindNow(PATIENCE);
        var client =
                TcpClient.create()
                        .host("127.0.0.1")
                        .port(server.port())
                        .runOn(loops)
                        .connectNow(PATIENCE);
        assertThat(client.channel()).isInstanceOf(transport.clientChannel());
        client.outbound().sendString(Mono.just("hello")).then().block(PATIENCE);
        var echo =
                client.inbound()
                        .receive()
                        .asString()
                        .next()
                        .doOnNext(_ -> assertThat(Schedulers.isInNonBlockingThread()).isTrue())
                        .block(PATIENCE);
        assertThat(echo).isEqualTo("hello");
        client.disposeNow(PATIENCE);
        server.disposeNow(PATIENCE);
        loops.disposeLater().block(PATIENCE);
        assertThat(loops.isDisposed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    @DisplayName("is asked for by name; the usual works everywhere")
    void named(String name) {
        assertThat(Transport.named(name).missing()).isNull();
    }

    @Test
    @DisplayName("that is not there is refused by its name")
    void unknown() {
        assertThatThrownBy(() -> Transport.named("kqueue"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'kqueue'")
                .hasMessageContaining("io_uring");
    }
}
