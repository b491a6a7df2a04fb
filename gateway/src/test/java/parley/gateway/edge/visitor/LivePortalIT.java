package parley.gateway.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.session.TestPortals.ORIGIN;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.TestRedis;
import parley.gateway.TestServers;
import parley.gateway.access.Portal;
import parley.gateway.availability.Agent;
import parley.gateway.availability.Channel;
import parley.gateway.availability.Inbox;
import parley.gateway.availability.store.Outcome;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.Definition;
import parley.gateway.chatflow.store.ChatflowChange;
import parley.gateway.chatflow.store.ChatflowStore.NewChatflow;
import parley.gateway.conversation.Errands;
import parley.gateway.fanout.Event;
import parley.gateway.fanout.Topic;
import parley.gateway.postgres.StoreFixture;
import parley.gateway.postgres.WriterConfig;
import parley.gateway.postgres.admin.Doorbell;
import parley.gateway.postgres.admin.PostgresAgentStore;
import parley.gateway.postgres.admin.PostgresChatflowStore;
import parley.gateway.postgres.admin.PostgresInboxStore;
import parley.gateway.postgres.admin.PostgresPortalStore;
import parley.gateway.postgres.admin.PostgresPresenceStore;
import parley.gateway.postgres.admin.PostgresTeamStore;
import parley.gateway.postgres.admin.Transactions;
import parley.gateway.postgres.contacts.PostgresIdentityStore;
import parley.gateway.postgres.library.PostgresArticleSearch;
import parley.gateway.postgres.library.PostgresFirstReplies;
import parley.gateway.postgres.library.PostgresVersionedStore;
import parley.gateway.postgres.library.Shapes;
import parley.gateway.session.StoredExtras;
import parley.gateway.session.StoredPortals;
import parley.gateway.session.TestPortals;
import parley.protocol.value.AgentId;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

@DisplayName("What admins and agents do shows on open pages, through PostgreSQL and Redis")
class LivePortalIT {
    private static final UUID NODE = UUID.randomUUID();

    private static StoreFixture stored;
    private static TestRedis redis;
    private static Disposable running;
    private static VisitorEdge edge;
    private static PostgresPortalStore portals;
    private static PostgresInboxStore inboxes;
    private static PostgresAgentStore agents;
    private static PostgresChatflowStore chatflows;
    private static PostgresPresenceStore presence;

    private final PortalId portal = new PortalId(UUID.randomUUID());

    @BeforeAll
    static void open() {
        stored = new StoreFixture(TestServers.freshDatabase(), WriterConfig.defaults());
        redis = new TestRedis();
        var errands = new Errands("bells", 1_000, 4, new SimpleMeterRegistry());
        running = errands.run().subscribe();
        var transactions = new Transactions(stored.database);
        var doorbell = new Doorbell(redis.broker(), errands);
        portals = new PostgresPortalStore(transactions, doorbell);
        inboxes = new PostgresInboxStore(transactions, doorbell);
        agents = new PostgresAgentStore(transactions, doorbell);
        chatflows = new PostgresChatflowStore(transactions, doorbell);
        presence = new PostgresPresenceStore(transactions);
        edge =
                new VisitorEdge(
                        new StoredPortals(
                                portals,
                                chatflows,
                                inboxes,
                                new PostgresTeamStore(transactions, doorbell),
                                presence,
                                new StoredExtras(
                                        new StoredExtras.Stores(
                                                new PostgresIdentityStore(transactions, doorbell),
                                                new PostgresArticleSearch(stored.database),
                                                new PostgresVersionedStore<>(
                                                        transactions,
                                                        doorbell,
                                                        Shapes.subscriptionTypes()),
                                                new PostgresVersionedStore<>(
                                                        transactions, doorbell, Shapes.surveys()),
                                                new PostgresFirstReplies(stored.database)),
                                        Clock.systemUTC())),
                        new NoStore().talking(),
                        redis.broker(),
                        VisitorEdge.config(),
                        VisitorEdge.open());
    }

    @AfterAll
    static void close() {
        edge.close();
        running.dispose();
        redis.close();
        stored.close();
    }

    @Test
    @DisplayName(
            "PRI-07: publishing shows the widget, unpublishing lets the next one appear, reordering"
                    + " changes it")
    void published() {
        get(portals.create(TestPortals.portal(portal)));
        var inbox = inbox(new Channel.Mode.Always(), Set.of());
        var first = draft(inbox.id(), "First");
        try (var socket = connected()) {
            assertThat(get(chatflows.publish(portal, first.id(), first.version(), true)))
                    .isInstanceOf(ChatflowChange.Saved.class);
            assertThat(socket.next("decision")).contains(first.id().toString());
            var second = draft(inbox.id(), "Second");
            get(chatflows.publish(portal, second.id(), second.version(), true));
            get(chatflows.reorder(portal, List.of(second.id(), first.id())));
            assertThat(socket.next("decision")).contains(second.id().toString());
            unpublish(second.id());
            assertThat(socket.next("decision")).contains(first.id().toString());
            unpublish(first.id());
            assertThat(socket.next("decision")).contains("hidden");
        }
    }

    @Test
    @DisplayName(
            "PEER-11: an agent who comes, goes away and vanishes turns the team available and away")
    void presence() {
        get(portals.create(TestPortals.portal(portal)));
        var agent = agent();
        var inbox =
                inbox(new Channel.Mode.Agents(new Channel.AwayMessage("Back soon")), Set.of(agent));
        var chatflow = draft(inbox.id(), "Chat");
        get(chatflows.publish(portal, chatflow.id(), chatflow.version(), true));
        get(presence.renew(NODE));
        try (var socket = connected()) {
            var connection = UUID.randomUUID();
            get(presence.opened(portal, agent, NODE, connection));
            get(presence.setStatus(portal, agent, Agent.Status.AVAILABLE, agent));
            ring();
            assertThat(until(socket, "\"show\":\"chat\"")).contains("available");
            get(presence.setStatus(portal, agent, Agent.Status.AWAY, agent));
            ring();
            assertThat(until(socket, "away_message")).contains("Back soon");
            get(presence.setStatus(portal, agent, Agent.Status.AVAILABLE, agent));
            ring();
            assertThat(until(socket, "\"show\":\"chat\"")).contains("available");
            get(presence.closed(portal, agent, connection));
            stored.sql(
                    "UPDATE agent_connection SET until = now() + interval '1500 ms'"
                            + " WHERE connection = ?",
                    connection);
            ring();
            assertThat(until(socket, "away_message"))
                    .as("AGT-07: nobody rang when the lease ran out")
                    .contains("Back soon");
        }
    }

    @Test
    @DisplayName(
            "AGT-08: a network that drops for a while is not seen; AGT-09: nor is one tab of two")
    void dropped() {
        get(portals.create(TestPortals.portal(portal)));
        var agent = agent();
        var inbox = inbox(new Channel.Mode.Agents(new Channel.AwayMessage("gone")), Set.of(agent));
        var chatflow = draft(inbox.id(), "Chat");
        get(chatflows.publish(portal, chatflow.id(), chatflow.version(), true));
        var node = UUID.randomUUID();
        var first = UUID.randomUUID();
        get(presence.renew(node));
        get(presence.opened(portal, agent, node, first));
        get(presence.setStatus(portal, agent, Agent.Status.AVAILABLE, agent));
        try (var socket = connected()) {
            get(presence.closed(portal, agent, first));
            ring();
            get(presence.opened(portal, agent, node, UUID.randomUUID()));
            get(presence.opened(portal, agent, node, UUID.randomUUID()));
            ring();
            draftIsPublished(inbox.id());
            assertThat(socket.next("decision"))
                    .as("the next that is heard is of something else")
                    .contains("Marker")
                    .contains("available");
        }
    }

    /// Something that shows at once on open pages.
    private void draftIsPublished(InboxId inbox) {
        var marker = draft(inbox, "Marker");
        get(chatflows.publish(portal, marker.id(), marker.version(), true));
        var all = get(chatflows.list(portal)).stream().map(Chatflow::id).toList();
        get(chatflows.reorder(portal, all.reversed()));
    }

    @Test
    @DisplayName("AGT-16: when the node that holds an agent's socket is killed, pages hear of it")
    void killed() {
        get(portals.create(TestPortals.portal(portal)));
        var agent = agent();
        var inbox = inbox(new Channel.Mode.Agents(new Channel.Hide()), Set.of(agent));
        var chatflow = draft(inbox.id(), "Chat");
        get(chatflows.publish(portal, chatflow.id(), chatflow.version(), true));
        var dead = UUID.randomUUID();
        get(presence.renew(dead));
        get(presence.opened(portal, agent, dead, UUID.randomUUID()));
        get(presence.setStatus(portal, agent, Agent.Status.AVAILABLE, agent));
        try (var socket = connected()) {
            stored.sql(
                    "UPDATE node SET lease_until = now() + interval '1500 ms' WHERE id = ?", dead);
            ring();
            assertThat(until(socket, "hidden")).as("AGT-10").doesNotContain("\"chatflow\"");
        }
    }

    @Test
    @DisplayName("closing a portal's doors keeps new pages out")
    void deactivated() {
        get(portals.create(TestPortals.portal(portal)));
        try (var _ = connected()) {
            var now = get(portals.find(portal));
            get(
                    portals.update(
                            new Portal(
                                    portal,
                                    now.name(),
                                    now.origins(),
                                    false,
                                    now.privacy(),
                                    now.version())));
            Waiting.until(() -> {
                try (var late = edge.dial()) {
                    return late.send(VisitorEdge.upgrade(portal, ORIGIN)).status() == 403;
                }
            });
        }
    }

    private static String until(RawSocket socket, String text) {
        while (true) {
            var decision = socket.next("decision");
            if (decision.contains(text)) {
                return decision;
            }
        }
    }

    /// Waits until the portal, new to the node, is known.
    private RawSocket connected() {
        var socket = new RawSocket[1];
        Waiting.until(() -> {
            socket[0] = edge.dial();
            return socket[0].send(VisitorEdge.upgrade(portal, ORIGIN)).status() == 101;
        });
        socket[0].send(
                ClientBytes.text(TestTab.connectFrame(portal.toString(), UUID.randomUUID(), "")));
        var _ = socket[0].next("ready");
        return socket[0];
    }

    private void ring() {
        get(redis.broker().publish(new Topic.OfPortal(portal), new Event.CapacityChanged(portal)));
    }

    private void unpublish(ChatflowId id) {
        var now = get(chatflows.find(portal, id));
        get(chatflows.publish(portal, id, now.version(), false));
    }

    private Inbox inbox(Channel.Mode mode, Set<AgentId> members) {
        var made = TestPortals.inbox(portal, mode);
        var id = new InboxId(UUID.randomUUID());
        var inbox = new Inbox(portal, id, made.name(), made.channel(), members, Set.of(), 0);
        return ((Outcome.Saved<Inbox>) get(inboxes.save(inbox))).value();
    }

    private AgentId agent() {
        var id = new AgentId(UUID.randomUUID());
        var agent =
                new Agent(
                        portal,
                        id,
                        new Agent.Profile("Anna Schmidt", "Anna", id + "@example.com", null),
                        true,
                        true,
                        new Agent.Duty(Agent.Status.AWAY, Instant.EPOCH, null, null),
                        new Agent.Load(0, null, null),
                        0);
        assertThat(get(agents.save(agent))).isInstanceOf(Outcome.Saved.class);
        return id;
    }

    private Chatflow draft(InboxId inbox, String name) {
        var id = new ChatflowId(UUID.randomUUID());
        var created =
                get(
                        chatflows.create(
                                new NewChatflow(id, portal, inbox, name, Definition.initial())));
        return ((ChatflowChange.Saved) created).chatflow();
    }

    private static <T> T get(Mono<T> mono) {
        return mono.block(Duration.ofSeconds(20));
    }
}
