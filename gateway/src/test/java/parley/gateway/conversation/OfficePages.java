package parley.gateway.conversation;

import static parley.gateway.postgres.StoreFixture.get;
import static parley.gateway.session.TestPortals.ORIGIN;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.UUID;
import parley.gateway.edge.visitor.RawSocket;
import parley.gateway.edge.visitor.TestTab;
import parley.gateway.edge.visitor.VisitorEdge;
import parley.gateway.fanout.Event;
import parley.gateway.fanout.Topic;
import parley.gateway.postgres.PostgresConversationStore;
import parley.gateway.postgres.admin.Doorbell;
import parley.gateway.postgres.admin.PostgresChatflowStore;
import parley.gateway.postgres.admin.PostgresInboxStore;
import parley.gateway.postgres.admin.PostgresPortalStore;
import parley.gateway.postgres.admin.PostgresPresenceStore;
import parley.gateway.postgres.admin.PostgresTeamStore;
import parley.gateway.postgres.contacts.PostgresIdentityStore;
import parley.gateway.postgres.contacts.PostgresVisitors;
import parley.gateway.postgres.library.PostgresArticleSearch;
import parley.gateway.postgres.library.PostgresCountStore;
import parley.gateway.postgres.library.PostgresFirstReplies;
import parley.gateway.postgres.library.PostgresSurveyAnswers;
import parley.gateway.postgres.library.PostgresVersionedStore;
import parley.gateway.postgres.library.Shapes;
import parley.gateway.report.store.Counters;
import parley.gateway.session.StoredExtras;
import parley.gateway.session.StoredPortals;
import parley.gateway.session.Talking;
import parley.gateway.session.Visiting;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.ConversationId;
import reactor.core.Disposable;

/// The pages of an office's portal, served by a visitors' listener over the same tables and
/// doorbells as the [OfficeNode] that routes. Make it once the office is as it shall be.
final class OfficePages implements AutoCloseable {
    private final Office office;
    private final OfficeNode node;
    private final Errands errands = new Errands("pages", 1_000, 4, new SimpleMeterRegistry());
    private final Disposable running;
    private final VisitorEdge edge;

    /// @param chatflow shown on every page
    OfficePages(Office office, OfficeNode node, ChatflowId chatflow) {
        this.office = office;
        this.node = node;
        running = errands.run().subscribe();
        office.stored.sql(
                "UPDATE portal SET origins = ARRAY[?] WHERE id = ?",
                ORIGIN,
                office.portal().value());
        office.stored.sql(
                """
                UPDATE chatflow SET published = true, definition = definition ||
                    '{"target": {"include": [{"type": "url", "operator": "all_pages"}]}}'::jsonb
                WHERE id = ?
                """,
                chatflow.value());
        edge = new VisitorEdge(portals(), talking(), node.broker, VisitorEdge.config());
    }

    private StoredPortals portals() {
        var doorbell = new Doorbell(node.broker, errands);
        return new StoredPortals(
                new PostgresPortalStore(node.transactions, doorbell),
                new PostgresChatflowStore(node.transactions, doorbell),
                new PostgresInboxStore(node.transactions, doorbell),
                new PostgresTeamStore(node.transactions, doorbell),
                new PostgresPresenceStore(node.transactions),
                new StoredExtras(
                        new StoredExtras.Stores(
                                new PostgresIdentityStore(node.transactions, doorbell),
                                new PostgresArticleSearch(node.database),
                                new PostgresVersionedStore<>(
                                        node.transactions, doorbell, Shapes.subscriptionTypes()),
                                new PostgresVersionedStore<>(
                                        node.transactions, doorbell, Shapes.surveys()),
                                new PostgresFirstReplies(node.database)),
                        Clock.systemUTC()));
    }

    private Talking talking() {
        var counters =
                new Counters(
                        new PostgresCountStore(node.database, node.transactions),
                        UUID.randomUUID(),
                        Clock.systemUTC(),
                        new SimpleMeterRegistry());
        return new Talking(
                node.conversations,
                new PostgresConversationStore(node.database),
                node.feeds,
                Places.UNTOLD,
                "e1",
                new Visiting(
                        new PostgresVisitors(node.database),
                        new PostgresArticleSearch(node.database),
                        new PostgresSurveyAnswers(node.database, node.transactions),
                        counters,
                        Clock.systemUTC()));
    }

    /// A new visitor's page.
    RawSocket visitor() {
        return edge.upgraded(office.portal(), ORIGIN)
                .text(TestTab.connectFrame(office.portal().toString(), UUID.randomUUID(), ""));
    }

    /// What a new visitor sees.
    String shown() {
        try (var socket = visitor()) {
            return socket.next("ready");
        }
    }

    /// A first message from a page that is connected.
    static ConversationId writes(RawSocket page) {
        var ack = page.text(TestTab.sendFrame(UUID.randomUUID(), null, "hello")).next("ack");
        return ConversationId.of(TestTab.field(ack, "conv"));
    }

    /// Something about the agents changed.
    void ring() {
        get(
                node.broker
                        .publish(
                                new Topic.OfPortal(office.portal()),
                                new Event.CapacityChanged(office.portal()))
                        .thenReturn(true));
    }

    @Override
    public void close() {
        edge.close();
        running.dispose();
    }
}
