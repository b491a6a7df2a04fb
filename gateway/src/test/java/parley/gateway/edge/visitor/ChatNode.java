package parley.gateway.edge.visitor;

import static parley.gateway.session.TestPortals.ORIGIN;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import parley.gateway.TestRedis;
import parley.gateway.TestServers;
import parley.gateway.availability.Channel;
import parley.gateway.availability.Inbox;
import parley.gateway.availability.Staff;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.Definition;
import parley.gateway.conversation.Bells;
import parley.gateway.conversation.Conversations;
import parley.gateway.conversation.Errands;
import parley.gateway.conversation.Feeds;
import parley.gateway.conversation.Places;
import parley.gateway.fanout.Event;
import parley.gateway.fanout.Topic;
import parley.gateway.postgres.StoreFixture;
import parley.gateway.postgres.WriterConfig;
import parley.gateway.postgres.admin.Doorbell;
import parley.gateway.postgres.admin.PostgresGrantStore;
import parley.gateway.postgres.admin.Transactions;
import parley.gateway.postgres.contacts.PostgresVisitors;
import parley.gateway.postgres.library.PostgresArticleSearch;
import parley.gateway.postgres.library.PostgresCountStore;
import parley.gateway.postgres.library.PostgresSurveyAnswers;
import parley.gateway.report.store.Counters;
import parley.gateway.session.PortalFacts;
import parley.gateway.session.SendLimit;
import parley.gateway.session.Served;
import parley.gateway.session.SessionConfig;
import parley.gateway.session.Talking;
import parley.gateway.session.TestPortals;
import parley.gateway.session.Visiting;
import parley.gateway.session.preview.PreviewLinks;
import parley.gateway.session.preview.PreviewTokens;
import parley.gateway.visitor.SigningKey;
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
    private final TestPortals portals = new TestPortals();
    public final Counters counters;
    private PortalFacts facts;
    private final VisitorEdge edge;
    private final Disposable running;

    public ChatNode() {
        this(SendLimit.PEOPLE);
    }

    public ChatNode(SendLimit sends) {
        this(sends, WriterConfig.defaults(), Places.UNTOLD, it -> it);
    }

    public ChatNode(SendLimit sends, Places places) {
        this(sends, WriterConfig.defaults(), places, it -> it);
    }

    public ChatNode(SendLimit sends, WriterConfig writers) {
        this(sends, writers, Places.UNTOLD, it -> it);
    }

    /// @param made changes the portal before it is served
    public ChatNode(SendLimit sends, UnaryOperator<PortalFacts> made) {
        this(sends, WriterConfig.defaults(), Places.UNTOLD, made);
    }

    private ChatNode(
            SendLimit sends, WriterConfig writers, Places places, UnaryOperator<PortalFacts> made) {
        stored = new StoreFixture(TestServers.freshDatabase(), writers);
        var errands = new Errands("feeds", 10_000, 4, new SimpleMeterRegistry());
        var tasks = Disposables.composite(errands.run().subscribe());
        running = tasks;
        var bells = new Bells(redis.broker(), errands);
        var feeds = new Feeds(stored.store, bells, errands, Schedulers.parallel(), stored.meters);
        tasks.add(feeds.run().subscribe());
        conversations = new Conversations(stored.store, stored.writer, feeds, bells, _ -> {});
        var inbox = inbox();
        chatflow = TestPortals.chatflow(portal(), inbox.id(), 1, Definition.initial());
        stored.sql(
                "INSERT INTO chatflow (portal, id, inbox, name, position, definition)"
                        + " VALUES (?, ?, ?, 'c', 1, '{}')",
                portal().value(),
                chatflow.id().value(),
                inbox.id().value());
        facts =
                made.apply(
                        new PortalFacts(
                                TestPortals.portal(portal()),
                                List.of(chatflow),
                                Map.of(inbox.id(), inbox),
                                new Staff(Map.of(), Map.of())));
        var transactions = new Transactions(stored.database);
        counters =
                new Counters(
                        new PostgresCountStore(stored.database, transactions),
                        UUID.randomUUID(),
                        Clock.systemUTC(),
                        new SimpleMeterRegistry());
        var visiting =
                new Visiting(
                                new PostgresVisitors(stored.database),
                                new PostgresArticleSearch(stored.database),
                                new PostgresSurveyAnswers(stored.database, transactions),
                                counters,
                                Clock.systemUTC())
                        .with(
                                PreviewLinks.ofEditors(
                                        previews(Clock.systemUTC()),
                                        new PostgresGrantStore(
                                                transactions,
                                                new Doorbell(redis.broker(), errands))));
        edge =
                new VisitorEdge(
                        portals.put(facts),
                        new Talking(conversations, stored.store, feeds, places, "e1", visiting),
                        redis.broker(),
                        with(sends),
                        VisitorEdge.open());
    }

    /// Makes links that this node takes.
    public static PreviewTokens previews(Clock clock) {
        return new PreviewTokens(List.of(new SigningKey("k1", new byte[32])), clock);
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

    /// The portal is another from now on: every page is told.
    public void change(UnaryOperator<PortalFacts> change) {
        facts = change.apply(facts);
        portals.put(facts);
        ring(new Event.PortalChanged(portal()));
        Waiting.until(() -> Served.facts(edge.portal(portal())) == facts);
    }

    /// Something happened on another node.
    public void ring(Event event) {
        StoreFixture.get(redis.broker().publish(new Topic.OfPortal(portal()), event).thenReturn(1));
    }

    public Chatflow chatflow() {
        return facts.chatflows().getFirst();
    }

    List<Chatflow> chatflows() {
        return facts.chatflows();
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

    /// How many rows every table has.
    public Map<String, Long> everyTable() {
        var rows = new TreeMap<String, Long>();
        for (var table :
                stored.ask(
                        "SELECT relname FROM pg_class WHERE relkind = 'r'"
                                + " AND relnamespace = 'public'::regnamespace")) {
            rows.put(table, stored.count("SELECT count(*) FROM \"" + table + '"'));
        }
        return rows;
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
