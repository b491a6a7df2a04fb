package parley.gateway.conversation;

import static parley.gateway.postgres.StoreFixture.get;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import parley.gateway.TestRedis;
import parley.gateway.fanout.Broker;
import parley.gateway.postgres.AppendWriter;
import parley.gateway.postgres.Database;
import parley.gateway.postgres.PostgresConversationStore;
import parley.gateway.postgres.StoreFixture;
import parley.gateway.postgres.WriterConfig;
import parley.gateway.postgres.admin.PostgresAttendanceStore;
import parley.gateway.postgres.admin.PostgresPlaceStore;
import parley.gateway.postgres.admin.PostgresQueueStore;
import parley.gateway.postgres.admin.Transactions;
import parley.protocol.value.Actor;
import parley.protocol.value.AgentId;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.MessageText;
import parley.protocol.value.Stream;
import parley.protocol.value.VisitorId;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// One node as far as conversations and queues go: connections, writers and a router of its own.
final class OfficeNode implements AutoCloseable {
    final Conversations conversations;
    final Router router;
    final PostgresQueueStore queue;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Office office;
    final Broker broker;
    final Feeds feeds;
    private final Bells bells;
    final Transactions transactions;
    final Database database;
    private final AppendWriter writer;
    private final Disposable.Composite running = Disposables.composite();

    /// With a broker of its own over the embedded Redis.
    OfficeNode(Office office) {
        this(office, new TestRedis());
    }

    private OfficeNode(Office office, TestRedis redis) {
        this(office, redis.broker());
        running.add(redis::close);
    }

    OfficeNode(Office office, Broker broker) {
        this.office = office;
        this.broker = broker;
        var config = StoreFixture.config(office.stored.address);
        database = new Database(config, meters);
        writer =
                new AppendWriter(
                        config, WriterConfig.defaults(), database, Schedulers.parallel(), meters);
        running.add(writer.run().subscribe());
        var store = new PostgresConversationStore(database);
        bells = new Bells(broker, errands("publishing"));
        feeds = new Feeds(store, bells, errands("feeds"), Schedulers.parallel(), meters);
        running.add(feeds.run().subscribe());
        transactions = new Transactions(database);
        queue = new PostgresQueueStore(transactions, database);
        router = new Router(queue, feeds, bells, errands("routing"), Schedulers.parallel(), meters);
        running.add(router.run().subscribe());
        conversations = new Conversations(store, writer, feeds, bells, router::look);
    }

    private Errands errands(String name) {
        var errands = new Errands(name, 10_000, 16, meters);
        running.add(errands.run().subscribe());
        return errands;
    }

    /// What tells waiting visitors their places; runs until the node is closed.
    Places places() {
        var places =
                new QueuePlaces(
                        new PostgresPlaceStore(transactions),
                        broker,
                        errands("places"),
                        Schedulers.parallel());
        running.add(places.run().subscribe());
        return places;
    }

    /// What looks after unattended conversations by these rules.
    Attendance attendance(RoutingConfig config) {
        return new Attendance(
                attendanceStore(), feeds, bells, router::look, config, Schedulers.parallel());
    }

    AttendanceStore attendanceStore() {
        return new PostgresAttendanceStore(transactions);
    }

    boolean queueIsEmpty() {
        return get(queue.queues(office.portal())).isEmpty();
    }

    /// A new visitor's first message.
    ConversationId chat(ChatflowId chatflow) {
        return chat(chatflow, new VisitorId(UUID.randomUUID()));
    }

    ConversationId chat(ChatflowId chatflow, VisitorId visitor) {
        return get(starts(chatflow, visitor));
    }

    /// The same, whatever it takes until the outcome is known.
    Mono<ConversationId> starts(@Nullable ChatflowId chatflow, VisitorId visitor) {
        var start = office.first(chatflow, visitor);
        return StoreFixture.again(conversations.start(start))
                .map(it -> StoreFixture.entry(it).conversation());
    }

    void says(VisitorId visitor, ConversationId conversation) {
        says(new Actor.Visitor(visitor), conversation);
    }

    void replies(AgentId agent, ConversationId conversation) {
        says(new Actor.Agent(agent), conversation);
    }

    private void says(Actor actor, ConversationId conversation) {
        var message =
                new Append(
                        office.portal(),
                        conversation,
                        Stream.PUBLIC,
                        actor,
                        new ClientMessageId(UUID.randomUUID()),
                        new MessageText("something"));
        StoreFixture.entry(get(StoreFixture.again(conversations.post(message))));
    }

    void closes(AgentId agent, ConversationId conversation) {
        get(conversations.close(office.portal(), conversation, agent));
    }

    @Override
    public void close() {
        running.dispose();
        writer.close().block();
        database.close().block();
    }
}
