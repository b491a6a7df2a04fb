package parley.gateway.edge.visitor;

import static parley.gateway.session.TestPortals.ORIGIN;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import parley.gateway.TestRedis;
import parley.gateway.TestServers;
import parley.gateway.availability.Channel;
import parley.gateway.availability.Inbox;
import parley.gateway.availability.Staff;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.Definition;
import parley.gateway.conversation.Conversations;
import parley.gateway.conversation.Errands;
import parley.gateway.conversation.Feeds;
import parley.gateway.conversation.Places;
import parley.gateway.postgres.StoreFixture;
import parley.gateway.postgres.WriterConfig;
import parley.gateway.session.PortalFacts;
import parley.gateway.session.SendLimit;
import parley.gateway.session.SessionConfig;
import parley.gateway.session.Talking;
import parley.gateway.session.TestPortals;
import parley.protocol.value.ConversationId;
import parley.protocol.value.PortalId;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Schedulers;

/// One node as far as visitors see it: the real listener, PostgreSQL and Redis, one portal with one
/// chatflow on all pages.
public final class ChatNode implements AutoCloseable {
    private final TestRedis redis = new TestRedis();
    private final StoreFixture stored;
    private final Conversations conversations;
    private final Chatflow chatflow;
    private final VisitorEdge edge;
    private final Disposable running;

    public ChatNode() {
        this(SendLimit.PEOPLE);
    }

    public ChatNode(SendLimit sends) {
        this(sends, WriterConfig.defaults(), Places.UNTOLD);
    }

    public ChatNode(SendLimit sends, Places places) {
        this(sends, WriterConfig.defaults(), places);
    }

    public ChatNode(SendLimit sends, WriterConfig writers) {
        this(sends, writers, Places.UNTOLD);
    }

    private ChatNode(SendLimit sends, WriterConfig writers, Places places) {
        stored = new StoreFixture(TestServers.freshDatabase(), writers);
        var errands = new Errands("feeds", 10_000, 4, new SimpleMeterRegistry());
        var tasks = Disposables.composite(errands.run().subscribe());
        running = tasks;
        var feeds =
                new Feeds(
                        stored.store,
                        redis.broker(),
                        errands,
                        Schedulers.parallel(),
                        stored.meters);
        tasks.add(feeds.run().subscribe());
        conversations = new Conversations(stored.store, redis.broker(), feeds, errands);
        var inbox = inbox();
        chatflow = TestPortals.chatflow(portal(), inbox.id(), 1, Definition.initial());
        stored.sql(
                "INSERT INTO chatflow (portal, id, inbox, name, position, definition)"
                        + " VALUES (?, ?, ?, 'c', 1, '{}')",
                portal().value(),
                chatflow.id().value(),
                inbox.id().value());
        var facts =
                new PortalFacts(
                        TestPortals.portal(portal()),
                        List.of(chatflow),
                        Map.of(inbox.id(), inbox),
                        new Staff(Map.of(), Map.of()));
        edge =
                new VisitorEdge(
                        new TestPortals().put(facts),
                        new Talking(conversations, stored.store, feeds, places, "e1"),
                        redis.broker(),
                        with(sends),
                        VisitorEdge.open());
    }

    private Inbox inbox() {
        var made = TestPortals.inbox(portal(), new Channel.Mode.Always());
        return new Inbox(
                portal(), stored.inbox, made.name(), made.channel(), Set.of(), Set.of(), 1);
    }

    private static SessionConfig with(SendLimit sends) {
        var usual = VisitorEdge.config();
        return new SessionConfig(
                usual.node(),
                usual.idleHeartbeat(),
                usual.openHeartbeat(),
                usual.connectWithin(),
                usual.maxOutboxBytes(),
                usual.pushSpread(),
                sends);
    }

    public PortalId portal() {
        return stored.portal;
    }

    public VisitorEdge edge() {
        return edge;
    }

    public StoreFixture stored() {
        return stored;
    }

    public Conversations conversations() {
        return conversations;
    }

    /// A tab that was upgraded; nothing sent yet.
    public TestTab dial() {
        return new TestTab(this, edge.upgraded(portal(), ORIGIN), UUID.randomUUID());
    }

    /// A tab that is connected as a new visitor.
    public TestTab connected() {
        return dial().connect();
    }

    /// Everything that visitors can make the database store.
    public long rows() {
        return stored.count(
                "SELECT (SELECT count(*) FROM entry) + (SELECT count(*) FROM conversation)"
                        + " + (SELECT count(*) FROM visitor)"
                        + " + (SELECT count(*) FROM participant_cursor)");
    }

    /// Bodies of a conversation, in order of seq.
    public List<String> bodies(ConversationId conversation) {
        return stored.ask(
                "SELECT body FROM entry WHERE conversation = ? ORDER BY seq", conversation.value());
    }

    @Override
    public void close() {
        edge.close();
        running.dispose();
        redis.close();
        stored.close();
    }
}
