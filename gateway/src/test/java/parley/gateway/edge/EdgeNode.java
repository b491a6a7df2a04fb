package parley.gateway.edge;

import static parley.gateway.postgres.StoreFixture.get;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import parley.gateway.TestRedis;
import parley.gateway.TestServers;
import parley.gateway.access.store.SignIn;
import parley.gateway.conversation.Bells;
import parley.gateway.conversation.Conversations;
import parley.gateway.conversation.Errands;
import parley.gateway.conversation.Feeds;
import parley.gateway.edge.agent.AgentListener;
import parley.gateway.edge.agent.AgentListenerConfig;
import parley.gateway.edge.agent.AgentRooms;
import parley.gateway.edge.agent.AgentSettings;
import parley.gateway.edge.agent.AgentTools;
import parley.gateway.edge.agent.PageRoutes;
import parley.gateway.edge.pages.PageFiles;
import parley.gateway.edge.rest.LibraryRooms;
import parley.gateway.edge.rest.PeopleRooms;
import parley.gateway.edge.rest.RestApi;
import parley.gateway.edge.rest.RestRooms;
import parley.gateway.edge.rest.RestSettings;
import parley.gateway.edge.rest.RestTools;
import parley.gateway.postgres.AppendWriter;
import parley.gateway.postgres.Database;
import parley.gateway.postgres.PostgresConversationStore;
import parley.gateway.postgres.StoreFixture;
import parley.gateway.postgres.WriterConfig;
import parley.gateway.postgres.admin.Doorbell;
import parley.gateway.postgres.admin.PostgresAgentStore;
import parley.gateway.postgres.admin.PostgresChatflowStore;
import parley.gateway.postgres.admin.PostgresGrantStore;
import parley.gateway.postgres.admin.PostgresInboxStore;
import parley.gateway.postgres.admin.PostgresPortalStore;
import parley.gateway.postgres.admin.PostgresPresenceStore;
import parley.gateway.postgres.admin.PostgresReadCursors;
import parley.gateway.postgres.admin.PostgresTeamStore;
import parley.gateway.postgres.admin.PostgresTokenStore;
import parley.gateway.postgres.admin.Transactions;
import parley.gateway.postgres.contacts.PostgresContactImports;
import parley.gateway.postgres.contacts.PostgresContactStore;
import parley.gateway.postgres.contacts.PostgresIdentityStore;
import parley.gateway.postgres.library.PostgresArticleSearch;
import parley.gateway.postgres.library.PostgresCountStore;
import parley.gateway.postgres.library.PostgresFirstReplies;
import parley.gateway.postgres.library.PostgresSurveyAnswers;
import parley.gateway.postgres.library.PostgresVersionedStore;
import parley.gateway.postgres.library.Shapes;
import parley.gateway.session.LivePages;
import parley.gateway.session.Pressure;
import parley.gateway.session.preview.PreviewTokens;
import parley.gateway.visitor.SigningKey;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Schedulers;

/// One node's agent listener on the embedded PostgreSQL and Redis, at a free port.
public final class EdgeNode implements AutoCloseable {
    public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    public final RestRooms rooms;
    public final RestTools tools;
    public final int port;
    private final TestRedis redis = new TestRedis();
    private final AgentListener listener;
    private final Database database;
    private final AppendWriter writer;
    private final Disposable.Composite running = Disposables.composite();

    public EdgeNode() {
        this(AgentSettings.defaults(), LENIENT);
    }

    /// Tests ask faster than people.
    private static final RestSettings LENIENT =
            new RestSettings(
                    Duration.ofSeconds(20),
                    new RateLimit.Rate(10_000, 10_000),
                    new RateLimit.Rate(10_000, 10_000));

    public EdgeNode(AgentSettings agents, RestSettings rest) {
        var broker = redis.broker();
        var config = StoreFixture.config(TestServers.postgres());
        database = new Database(config, meters);
        writer =
                new AppendWriter(
                        config, WriterConfig.defaults(), database, Schedulers.parallel(), meters);
        running.add(writer.run().subscribe());
        var errands = new Errands("publish", 1_000, 4, meters);
        var reads = new Errands("heal", 1_000, 4, meters);
        running.add(errands.run().subscribe());
        running.add(reads.run().subscribe());
        var store = new PostgresConversationStore(database);
        var bells = new Bells(broker, errands);
        var feeds = new Feeds(store, bells, reads, Schedulers.parallel(), meters);
        running.add(feeds.run().subscribe());
        var conversations = new Conversations(store, writer, feeds, bells, _ -> {});
        var transactions = new Transactions(database);
        var doorbell = new Doorbell(broker, errands);
        var capacity = new Capacity(broker, errands);
        rooms =
                new RestRooms(
                        new PostgresPortalStore(transactions, doorbell),
                        new PostgresTokenStore(transactions, doorbell),
                        new PostgresGrantStore(transactions, doorbell),
                        new PostgresAgentStore(transactions, doorbell),
                        new PostgresTeamStore(transactions, doorbell),
                        new PostgresInboxStore(transactions, doorbell),
                        new PostgresChatflowStore(transactions, doorbell),
                        new PostgresPresenceStore(transactions),
                        store,
                        conversations,
                        capacity,
                        new PeopleRooms(
                                new PostgresContactStore(transactions, doorbell),
                                new PostgresContactImports(transactions, doorbell),
                                new PostgresVersionedStore<>(
                                        transactions, doorbell, Shapes.lists()),
                                new PostgresVersionedStore<>(
                                        transactions, doorbell, Shapes.subscriptionTypes()),
                                new PostgresIdentityStore(transactions, doorbell)),
                        new LibraryRooms(
                                new PostgresVersionedStore<>(
                                        transactions, doorbell, Shapes.articles()),
                                new PostgresArticleSearch(database),
                                new PostgresVersionedStore<>(
                                        transactions, doorbell, Shapes.snippets()),
                                new PostgresVersionedStore<>(
                                        transactions, doorbell, Shapes.surveys()),
                                new PostgresSurveyAnswers(database, transactions),
                                new PostgresCountStore(database, transactions),
                                new PostgresFirstReplies(database)));
        tools =
                new RestTools(
                        Clock.systemUTC(),
                        UUID::randomUUID,
                        new SecureRandom(),
                        meters,
                        new LivePages(),
                        new PreviewTokens(
                                List.of(new SigningKey("k1", new byte[32])), Clock.systemUTC()));
        var agentRooms =
                new AgentRooms(
                        new SignIn(rooms.tokens(), tools.clock()),
                        store,
                        conversations,
                        feeds,
                        new PostgresReadCursors(transactions),
                        rooms.agents(),
                        rooms.inboxes(),
                        rooms.presence(),
                        capacity,
                        broker);
        var visitors = URI.create("http://localhost:8080");
        listener =
                new AgentListener(
                        new AgentListenerConfig("127.0.0.1", 0, 2, agents, rest),
                        agentRooms,
                        RestApi.over(rooms, rest, tools),
                        new PageRoutes(PageFiles.read(visitors), visitors),
                        new AgentTools(
                                UUID.randomUUID(),
                                UUID::randomUUID,
                                System::nanoTime,
                                meters,
                                () -> Pressure.GREEN));
        // The first connection of a busy machine may take longer than a request may wait.
        var _ = get(database.query("SELECT 1", it -> it, _ -> 1).retry(10));
        InetSocketAddress address = get(listener.open(null));
        port = address.getPort();
    }

    public AgentListener listener() {
        return listener;
    }

    public URI http(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    public URI socket() {
        return URI.create("ws://127.0.0.1:" + port + "/v1/agent");
    }

    @Override
    public void close() {
        listener.close().block(Duration.ofSeconds(10));
        running.dispose();
        redis.close();
        writer.close().block(Duration.ofSeconds(10));
        database.close().block(Duration.ofSeconds(10));
    }
}
