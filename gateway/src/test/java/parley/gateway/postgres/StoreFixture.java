package parley.gateway.postgres;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import parley.gateway.TestServers;
import parley.gateway.app.embedded.PostgresAddress;
import parley.gateway.conversation.Append;
import parley.gateway.conversation.Posted;
import parley.gateway.conversation.Start;
import parley.protocol.value.Actor;
import parley.protocol.value.AgentId;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.InboxId;
import parley.protocol.value.MessageText;
import parley.protocol.value.PortalId;
import parley.protocol.value.Stream;
import parley.protocol.value.VisitorId;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// A node's store on the embedded PostgreSQL, a portal of its own, and the tests' own SQL beside
/// it.
public final class StoreFixture implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    public final PortalId portal = new PortalId(UUID.randomUUID());
    public final InboxId inbox = new InboxId(UUID.randomUUID());
    public final AgentId anna = new AgentId(UUID.randomUUID());
    public final AgentId bob = new AgentId(UUID.randomUUID());
    public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    public final PostgresAddress address;
    public final Database database;
    public final AppendWriter writer;
    public final PostgresConversationStore store;
    private final Disposable running;

    public StoreFixture() {
        this(TestServers.postgres(), WriterConfig.defaults());
    }

    public StoreFixture(PostgresAddress address, WriterConfig writers) {
        this.address = address;
        var config = config(address);
        database = new Database(config, meters);
        writer = new AppendWriter(config, writers, database, Schedulers.parallel(), meters);
        store = new PostgresConversationStore(database);
        running = writer.run().subscribe();
        sql("INSERT INTO portal (id, name) VALUES (?, 'test')", portal.value());
        sql(
                "INSERT INTO inbox (portal, id, name, channel) VALUES (?, ?, 'in', '{}')",
                portal.value(),
                inbox.value());
        agent(anna, "Anna Schmidt");
        agent(bob, "Bob Jones");
    }

    /// As the gateway connects, to a database of the tests.
    public static DatabaseConfig config(PostgresAddress address) {
        return DatabaseConfig.defaults()
                .at(
                        "postgresql://127.0.0.1:" + address.port() + "/" + address.database(),
                        address.app().user(),
                        address.app().password(),
                        address.owner().user(),
                        address.owner().password());
    }

    private void agent(AgentId id, String name) {
        sql(
                "INSERT INTO agent (portal, id, name, email, role) VALUES (?, ?, ?, ?, 'agent')",
                portal.value(),
                id.value(),
                name,
                id + "@example.com");
    }

    /// A new open conversation of a new visitor; its first message is seq 1.
    public Chat chat() {
        var visitor = new VisitorId(UUID.randomUUID());
        var posted = get(again(store.start(start(visitor, UUID.randomUUID(), "hello", false))));
        return new Chat(visitor, entry(posted).conversation());
    }

    /// What was stored now or before.
    public static Entry entry(Posted posted) {
        return switch (posted) {
            case Posted.Stored(var entry, _, _, _) -> entry;
            case Posted.Duplicate(var entry, _) -> entry;
            case Posted.CmidConflict _,
                    Posted.NotFound _,
                    Posted.Closed _,
                    Posted.TooFast _,
                    Posted.Unknown _ ->
                    throw new AssertionError(posted);
        };
    }

    public Start start(VisitorId visitor, UUID cmid, String text, boolean fresh) {
        return new Start(
                portal,
                inbox,
                visitor,
                null,
                "https://shop.example/",
                new ClientMessageId(cmid),
                new MessageText(text),
                fresh);
    }

    public Append message(Chat chat, UUID cmid, String text) {
        return append(chat.id, Stream.PUBLIC, new Actor.Visitor(chat.visitor), cmid, text);
    }

    public Append reply(Chat chat, AgentId agent, UUID cmid, String text) {
        return append(chat.id, Stream.PUBLIC, new Actor.Agent(agent), cmid, text);
    }

    public Append append(
            ConversationId conversation, Stream stream, Actor actor, UUID cmid, String text) {
        return new Append(
                portal,
                conversation,
                stream,
                actor,
                new ClientMessageId(cmid),
                new MessageText(text));
    }

    /// Sends until the outcome is known, as a client does; a loaded machine is slow, not wrong.
    public static Mono<Posted> again(Mono<Posted> send) {
        return send.filter(it -> !(it instanceof Posted.Unknown)).repeatWhenEmpty(20, it -> it);
    }

    /// Appends until the outcome is known.
    public Mono<Posted> append(Append append) {
        return again(writer.append(append));
    }

    public static <T> T get(Mono<T> mono) {
        return mono.block(PATIENCE);
    }

    /// Runs a statement as the owner.
    public void sql(String text, Object... values) {
        try (var connection = TestServers.sql(address);
                var statement = prepare(connection, text, values)) {
            statement.execute();
        } catch (SQLException e) {
            throw new AssertionError(text, e);
        }
    }

    /// Asks as the owner: the first column of every row, as text.
    public List<String> ask(String text, Object... values) {
        return ask(address.owner(), text, values);
    }

    /// Asks as the superuser, who sees and ends other sessions.
    public List<String> askAsSuperuser(String text) {
        return ask(address.superuser(), text);
    }

    private List<String> ask(PostgresAddress.Login login, String text, Object... values) {
        try (var connection =
                        DriverManager.getConnection(
                                address.jdbcUrl(), login.user(), login.password());
                var statement = prepare(connection, text, values);
                var rows = statement.executeQuery()) {
            var answer = new ArrayList<String>();
            while (rows.next()) {
                answer.add(rows.getString(1));
            }
            return answer;
        } catch (SQLException e) {
            throw new AssertionError(text, e);
        }
    }

    public long count(String text, Object... values) {
        return Long.parseLong(ask(text, values).getFirst());
    }

    /// The process that all backends of the server come from.
    public ProcessHandle server() {
        // The asking backend is gone once it has answered: look at one that stays.
        var backend =
                askAsSuperuser(
                        "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'");
        return ProcessHandle.of(Long.parseLong(backend.getFirst()))
                .flatMap(ProcessHandle::parent)
                .orElseThrow();
    }

    private static PreparedStatement prepare(Connection connection, String text, Object... values)
            throws SQLException {
        var statement = connection.prepareStatement(text);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    @Override
    public void close() {
        running.dispose();
        writer.close().block(PATIENCE);
        database.close().block(PATIENCE);
    }

    public record Chat(VisitorId visitor, ConversationId id) {}
}
