package parley.gateway.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.session.TestPortals.ORIGIN;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.fanout.Broker;
import parley.gateway.session.PortalSource;
import parley.gateway.session.TestPortals;
import parley.protocol.value.PortalId;

@DisplayName("The page-view path of an anonymous visitor")
class PageViewPathTest {
    private static final int VISITORS = 50;

    /// Asked every 30 s for new portals, whoever comes or goes.
    private static final String LIST = "portals";

    private final List<String> calls = new CopyOnWriteArrayList<>();

    @Test
    @DisplayName("PEER-05: asks PostgreSQL 0 times and Redis 0 times a connect")
    void nothing() {
        var portal = new PortalId(UUID.randomUUID());
        var source = counted(PortalSource.class, new TestPortals().put(TestPortals.simple(portal)));
        var broker = counted(Broker.class, new QuietBroker());
        var store = new NoStore();
        try (var edge =
                new VisitorEdge(
                        source,
                        store.talking(),
                        broker,
                        VisitorEdge.config(),
                        VisitorEdge.open())) {
            Waiting.until(this::started);
            calls.clear();
            for (int i = 0; i < VISITORS; i++) {
                try (var socket = edge.upgraded(portal, ORIGIN)) {
                    var connect = TestTab.connectFrame(portal.toString(), UUID.randomUUID(), "");
                    socket.send(ClientBytes.text(connect));
                    assertThat(socket.next("ready")).contains("\"show\":\"chat\"");
                    socket.send(
                            ClientBytes.text(
                                    "{\"type\":\"page\",\"url\":\"https://shop.example/b\"}"));
                    socket.send(ClientBytes.text("{\"type\":\"ping\",\"t\":1}"));
                    assertThat(socket.next("pong")).isNotEmpty();
                }
            }
            assertThat(store.calls()).as("conversations").isZero();
            assertThat(calls).as("portals and Redis").isEmpty();
        }
    }

    /// Once its doorbell is heard, a portal is loaded once more.
    private boolean started() {
        int follow = calls.indexOf("follow");
        return follow >= 0 && calls.lastIndexOf("facts") > follow;
    }

    private <T> T counted(Class<T> type, T real) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (_, method, arguments) -> {
                            if (!method.getName().equals(LIST)) {
                                calls.add(method.getName());
                            }
                            try {
                                return method.invoke(real, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        }));
    }
}
