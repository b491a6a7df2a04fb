package parley.gateway.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.postgres.StoreFixture.get;
import static parley.gateway.session.TestPortals.ORIGIN;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.TestRedis;
import parley.gateway.TestServers;
import parley.gateway.availability.store.PresenceStore;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.Definition;
import parley.gateway.chatflow.Target;
import parley.gateway.chatflow.TargetingRule.Url;
import parley.gateway.fanout.Broker;
import parley.gateway.fanout.Event;
import parley.gateway.fanout.Event.Draft;
import parley.gateway.fanout.Event.DraftAsked;
import parley.gateway.fanout.Event.DraftCounted;
import parley.gateway.fanout.Event.Tally;
import parley.gateway.fanout.Topic;
import parley.gateway.postgres.Database;
import parley.gateway.postgres.StoreFixture;
import parley.gateway.postgres.admin.PostgresPresenceStore;
import parley.gateway.postgres.admin.Transactions;
import parley.gateway.session.LivePages.Counted;
import parley.gateway.session.PageViews.Seen;
import parley.gateway.session.Polls;
import parley.gateway.session.PortalFacts;
import parley.gateway.session.SessionConfig;
import parley.gateway.session.TestPortals;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@DisplayName("What if this draft were published, asked where there are several nodes")
class PollsIT {
    private final PortalId portal = new PortalId(UUID.randomUUID());
    private final PortalFacts facts = TestPortals.simple(portal);
    private final List<AutoCloseable> open = new ArrayList<>();
    private PresenceStore presence;
    private Node a;
    private Node b;

    /// One node: its own listener and its own links to Redis.
    private record Node(UUID id, VisitorEdge edge, Polls polls, Broker broker) {}

    @BeforeEach
    void open() {
        var database =
                new Database(
                        StoreFixture.config(TestServers.freshDatabase()),
                        new SimpleMeterRegistry());
        open.add(() -> database.close().block(Duration.ofSeconds(10)));
        presence = new PostgresPresenceStore(new Transactions(database));
        a = node("node-a", redis());
        b = node("node-b", redis());
    }

    @AfterEach
    void close() throws Exception {
        for (var it : open.reversed()) {
            it.close();
        }
    }

    @Test
    @DisplayName("every node counts its own, and the sum says who did")
    void summed() {
        connect(a, "/pricing", "/blog");
        connect(b, "/pricing", "/pricing/pro", "/blog");
        var expected = new Seen(new Counted("", 5, 0, 5, 3), List.of("node-a", "node-b"), 2);
        assertThat(asked(a)).isEqualTo(expected);
        assertThat(asked(b)).as("whichever is asked").isEqualTo(expected);
    }

    @Test
    @DisplayName("a draft that only the asked node knows is counted by the others, too")
    void fresh() {
        connect(b, "/pricing");
        var inbox = facts.inboxes().keySet().iterator().next();
        var fresh = TestPortals.chatflow(portal, inbox, 1, onPages("/pricing"));
        var first =
                new Chatflow(
                        fresh.id(),
                        portal,
                        inbox,
                        "Fresh",
                        true,
                        1,
                        1,
                        Instant.EPOCH.minusSeconds(1),
                        fresh.definition());
        assertThat(get(a.polls.everywhere(portal, first)).counted().then()).isEqualTo(1);
    }

    @Test
    @DisplayName("a node that lives and does not answer is missing from the answer, which says so")
    void silent() {
        connect(a, "/pricing");
        get(presence.renew(UUID.randomUUID()).thenReturn(1));
        var seen = asked(b);
        assertThat(seen.nodes()).containsExactly("node-a", "node-b");
        assertThat(seen.known()).isEqualTo(3);
        assertThat(seen.counted().pageViews()).isEqualTo(1);
    }

    @Test
    @DisplayName("a node that left is not missed")
    void left() {
        get(presence.leave(b.id).thenReturn(1));
        assertThat(asked(a).known()).isEqualTo(1);
        assertThat(asked(a).nodes()).containsExactly("node-a");
    }

    @Test
    @DisplayName("without Redis the asked node answers for itself: 1 of 3")
    void withoutRedis() {
        var alone = node("node-c", new NoRedis());
        connect(alone, "/pricing");
        var seen = get(alone.polls.everywhere(portal, draft()));
        assertThat(seen).isEqualTo(new Seen(new Counted("", 1, 0, 1, 1), List.of("node-c"), 3));
    }

    @Test
    @DisplayName("113: who is no node, answers twice or answers nothing asked is not believed")
    void strangers() {
        get(presence.renew(UUID.randomUUID()).thenReturn(1));
        var stranger = redis();
        var lies = new Tally("liar", 1_000, 0, 1_000, 1_000);
        var question = new AtomicReference<UUID>();
        follow(
                stranger,
                event -> {
                    if (event instanceof DraftAsked asked
                            && question.compareAndSet(null, asked.question())) {
                        for (var who : List.of(UUID.randomUUID(), a.id)) {
                            tell(stranger, new DraftCounted(portal, asked.question(), who, lies));
                            tell(stranger, new DraftCounted(portal, UUID.randomUUID(), b.id, lies));
                        }
                    }
                });
        var seen = asked(a);
        assertThat(question).doesNotHaveNullValue();
        assertThat(seen.counted()).isEqualTo(new Counted("", 0, 0, 0, 0));
        assertThat(seen.nodes()).containsExactly("node-a", "node-b");
    }

    @Test
    @DisplayName("a question that is none is not answered, and the next one is")
    void hostile() {
        var stranger = redis();
        var bad =
                List.of(
                        "",
                        "[]",
                        "{\"target\": 7}",
                        "{",
                        "{\"x\": \"" + "y".repeat(20_000) + "\"}");
        for (var definition : bad) {
            for (var position : List.of(0, 1)) {
                var draft = draft();
                tell(
                        stranger,
                        new DraftAsked(
                                portal,
                                UUID.randomUUID(),
                                UUID.randomUUID(),
                                new Draft(
                                        draft.id(),
                                        draft.inbox(),
                                        position == 0 ? "" : "name",
                                        position,
                                        Instant.EPOCH,
                                        definition)));
            }
        }
        assertThat(asked(a).nodes()).containsExactly("node-a", "node-b");
        assertThat(asked(b).nodes()).containsExactly("node-a", "node-b");
    }

    // ---- nodes --------------------------------------------------------------------------------

    private Broker redis() {
        var redis = new TestRedis();
        open.add(redis);
        return redis.broker();
    }

    private Node node(String name, Broker broker) {
        var id = UUID.randomUUID();
        get(presence.renew(id).thenReturn(1));
        var edge =
                new VisitorEdge(
                        new TestPortals().put(facts),
                        new NoStore().talking(),
                        broker,
                        SessionConfig.defaults(name),
                        VisitorEdge.open());
        open.add(edge);
        var self =
                new Polls.Self(
                        id, Schedulers.parallel(), UUID::randomUUID, new SimpleMeterRegistry());
        return new Node(id, edge, new Polls(edge.pages(), broker, presence, self), broker);
    }

    private void connect(Node node, String... paths) {
        for (var path : paths) {
            var socket = node.edge.upgraded(portal, ORIGIN);
            open.add(socket);
            var connect = TestTab.connectFrame(portal.toString(), UUID.randomUUID(), "");
            socket.text(connect.replace("https://shop.example/pricing", ORIGIN + path));
            assertThat(socket.next("ready")).isNotEmpty();
        }
    }

    /// Until everybody who can has answered: a loaded machine may miss the moment.
    private Seen asked(Node node) {
        var seen = new AtomicReference<Seen>();
        Waiting.until(() -> {
            seen.set(get(node.polls.everywhere(portal, draft())));
            return seen.get().nodes().size() >= Math.min(2, seen.get().known());
        });
        var it = seen.get();
        return new Seen(counted(it.counted()), it.nodes(), it.known());
    }

    private static Counted counted(Counted it) {
        return new Counted("", it.pageViews(), it.engaged(), it.now(), it.then());
    }

    private void follow(Broker broker, Consumer<Event> listener) {
        get(broker.follow(new Topic.OfPortal(portal), listener));
    }

    private void tell(Broker broker, Event event) {
        broker.publish(new Topic.OfPortal(portal), event).subscribe();
    }

    /// The portal's chatflow, on fewer pages.
    private Chatflow draft() {
        var it = facts.chatflows().getFirst();
        return new Chatflow(
                it.id(),
                portal,
                it.inbox(),
                it.name(),
                true,
                1,
                2,
                it.createdAt(),
                onPages("/pricing"));
    }

    private static Definition onPages(String prefix) {
        var rule = new Url(Url.Operator.BEGINS_WITH, prefix, false);
        return Definition.initial()
                .withTarget(new Target(List.of(rule), List.of(), List.of(), List.of(), false));
    }

    /// Redis is down: nothing leaves, nothing comes.
    private static final class NoRedis implements Broker {
        @Override
        public Mono<Void> publish(Topic topic, Event event) {
            return Mono.error(new BrokerUnavailable("down", new IllegalStateException("down")));
        }

        @Override
        public Mono<Following> follow(Topic topic, Consumer<Event> listener) {
            return Mono.just(() -> {});
        }

        @Override
        public Following onSuspicion(Runnable listener) {
            return () -> {};
        }

        @Override
        public boolean connected() {
            return false;
        }
    }
}
