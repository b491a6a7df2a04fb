package parley.gateway.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.session.TestPortals.ORIGIN;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.availability.Channel;
import parley.gateway.availability.Staff;
import parley.gateway.chatflow.Build;
import parley.gateway.chatflow.Definition;
import parley.gateway.fanout.Event;
import parley.gateway.fanout.Topic;
import parley.gateway.session.PortalFacts;
import parley.gateway.session.SendLimit;
import parley.gateway.session.SessionConfig;
import parley.gateway.session.TestPortals;
import parley.protocol.value.PortalId;

@DisplayName("The life of a visitor's connection")
class VisitorLifeTest {
    private final PortalId portal = new PortalId(UUID.randomUUID());
    private final PortalId other = new PortalId(UUID.randomUUID());
    private final TestPortals portals = new TestPortals();
    private final QuietBroker broker = new QuietBroker();
    private VisitorEdge edge;

    @BeforeEach
    void open() {
        portals.put(TestPortals.simple(portal)).put(TestPortals.simple(other));
        var second = Duration.ofSeconds(1);
        var config =
                new SessionConfig(
                        "n", second, second, second, 64 * 1024, Duration.ZERO, SendLimit.PEOPLE);
        edge =
                new VisitorEdge(
                        portals, new NoStore().talking(), broker, config, VisitorEdge.open());
    }

    @AfterEach
    void close() {
        edge.close();
    }

    @Test
    @DisplayName("without a connect in time it ends with 4401")
    void noConnect() {
        try (var socket = edge.upgraded(portal, ORIGIN)) {
            assertThat(socket.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    @DisplayName("without a heartbeat for two intervals it ends with 4410, with one it stays")
    void heartbeat() {
        try (var lively = connected(portal);
                var silent = connected(portal)) {
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < Duration.ofMillis(2_500).toNanos()) {
                lively.send(ClientBytes.text("{\"type\":\"ping\",\"t\":1}"));
                lively.next("pong");
                Waiting.pause(Duration.ofMillis(200));
            }
            assertThat(silent.closeCode()).isEqualTo(4410);
            assertThat(edge.sessions().count()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("a change is told to whom it concerns, once, and to nobody else")
    void pushed() {
        try (var concerned = connected(portal);
                var elsewhere = connected(other)) {
            var before = portals.facts(portal).block();
            portals.put(withWelcome(before, "We are back"));
            ring(portal);
            assertThat(concerned.next("decision")).contains("We are back");
            ring(portal);
            ring(other);
            assertThat(firstAfterPing(concerned)).isEqualTo("pong");
            assertThat(firstAfterPing(elsewhere)).isEqualTo("pong");
        }
    }

    @Test
    @DisplayName("unpublishing takes the widget from open pages")
    void unpublished() {
        try (var socket = connected(portal)) {
            var before = portals.facts(portal).block();
            portals.put(
                    new PortalFacts(before.portal(), List.of(), before.inboxes(), before.staff()));
            ring(portal);
            assertThat(socket.next("decision")).contains("hidden").doesNotContain("chatflow");
        }
    }

    @Test
    @DisplayName("a team that hides when it is away shows nothing, and appears when it is there")
    void hidden() {
        var inbox = TestPortals.inbox(portal, new Channel.Mode.Agents(new Channel.Hide()));
        var chatflow = TestPortals.chatflow(portal, inbox.id(), 1, Definition.initial());
        var away =
                new PortalFacts(
                        TestPortals.portal(portal),
                        List.of(chatflow),
                        Map.of(inbox.id(), inbox),
                        new Staff(Map.of(), Map.of()));
        portals.put(away);
        ring(portal);
        Waiting.until(() -> {
            try (var socket = edge.upgraded(portal, ORIGIN)) {
                return hello(socket, portal).contains("hidden");
            }
        });
    }

    @Test
    @DisplayName("a page change without a new connection is decided anew")
    void pageViewed() {
        try (var socket = connected(portal)) {
            socket.send(
                    ClientBytes.text("{\"type\":\"page\",\"url\":\"https://shop.example/other\"}"));
            assertThat(firstAfterPing(socket)).isEqualTo("pong");
        }
    }

    @Test
    @DisplayName("a node that leaves says so first, lets nobody new in, and ends with 1012")
    void leaves() {
        try (var socket = connected(portal)) {
            edge.sessions().goaway(Duration.ofSeconds(2));
            assertThat(socket.next("goaway")).contains("\"maxMs\":2000");
            try (var late = edge.dial()) {
                late.send(VisitorEdge.upgrade(portal, ORIGIN));
                assertThat(late.head()).startsWith("HTTP/1.1 503").contains("retry-after");
            }
            edge.sessions().closeAll();
            assertThat(socket.closeCode()).isEqualTo(1012);
            Waiting.until(() -> edge.sessions().count() == 0);
        }
    }

    @Test
    @DisplayName("a portal made after the start is served a little later")
    void newPortal() {
        var made = new PortalId(UUID.randomUUID());
        portals.put(TestPortals.simple(made));
        Waiting.until(() -> {
            try (var socket = edge.dial()) {
                return socket.send(VisitorEdge.upgrade(made, ORIGIN)).status() == 101;
            }
        });
    }

    private static PortalFacts withWelcome(PortalFacts facts, String welcome) {
        var old = facts.chatflows().getFirst();
        var build = old.definition().build();
        var changed =
                new Build(welcome, build.knowledgeSearch(), build.routing(), build.emailCapture());
        var chatflow =
                new parley.gateway.chatflow.Chatflow(
                        old.id(),
                        old.portal(),
                        old.inbox(),
                        old.name(),
                        true,
                        old.position(),
                        old.version() + 1,
                        old.createdAt(),
                        old.definition().withBuild(changed));
        return new PortalFacts(facts.portal(), List.of(chatflow), facts.inboxes(), facts.staff());
    }

    private void ring(PortalId changed) {
        broker.publish(new Topic.OfPortal(changed), new Event.PortalChanged(changed)).block();
    }

    private RawSocket connected(PortalId to) {
        var socket = edge.upgraded(to, ORIGIN);
        var _ = hello(socket, to);
        return socket;
    }

    /// @return what `ready` said
    static String hello(RawSocket socket, PortalId to) {
        socket.send(ClientBytes.text(TestTab.connectFrame(to.toString(), UUID.randomUUID(), "")));
        return socket.next("ready");
    }

    /// The type of the first frame that comes once a ping is sent: a push that was not due shows
    /// here.
    private static String firstAfterPing(RawSocket socket) {
        Waiting.pause(Duration.ofMillis(300));
        socket.send(ClientBytes.text("{\"type\":\"ping\",\"t\":1}"));
        return TestTab.field(socket.frame().text(), "type");
    }
}
