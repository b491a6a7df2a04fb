package parley.gateway.postgres;

import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import parley.gateway.conversation.Conversation;
import parley.gateway.conversation.ConversationStore;
import parley.gateway.conversation.Posted;
import parley.gateway.conversation.Start;
import parley.protocol.value.Actor;
import parley.protocol.value.AgentId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import parley.protocol.value.Stream;
import parley.protocol.value.TeamId;
import parley.protocol.value.VisitorId;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// Conversations in PostgreSQL: everything but appends, which are [AppendWriter]'s.
public final class PostgresConversationStore implements ConversationStore {
    private static final int MAX_PAGE = 200;
    private static final int MAX_HEADS = 500;

    /// What a sender waits, as [WriterConfig#deadline].
    private static final Duration DEADLINE = Duration.ofSeconds(1);

    private static final Duration EPOCH_KEPT = Duration.ofMinutes(1);
    private static final String CHANGE =
            "SELECT inbox, seq, id, kind, actor_kind, actor, data, at,"
                    + " NULL::uuid AS cmid, '' AS body FROM ";

    private final Database database;
    private final Mono<String> epoch;

    public PostgresConversationStore(Database database) {
        this.database = database;
        epoch =
                database.query(
                                "SELECT epoch::text FROM db_meta",
                                it -> it,
                                it -> Rows.required(it, "epoch", String.class))
                        .map(List::getFirst)
                        .cache(_ -> EPOCH_KEPT, _ -> Duration.ZERO, () -> Duration.ZERO);
    }

    @Override
    public Mono<Posted> start(Start start) {
        var terms = start.terms();
        // That this is somebody's silent conversation is too rare to be told apart.
        return database.query(
                        "SELECT conversation, outcome, seq, id, at, inbox, unassigned,"
                                + " NOT unassigned AS back FROM "
                                + (terms == null
                                        ? "start_conversation($1, $2, $3, $4, $5, $6, $7, $8)"
                                        : "start_conversation_under("
                                                + "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"),
                        it -> terms == null ? bind(it, start) : bind(bind(it, start), terms),
                        it -> started(it, start))
                .map(it -> it.isEmpty() ? new Posted.NotFound() : it.getFirst())
                .retryWhen(
                        Retry.max(2)
                                .filter(e -> undone(e) || SqlState.of(e) == SqlState.DISCONNECTED))
                .onErrorResume(PostgresConversationStore::notStarted)
                .as(it ->
                        Mono.firstWithSignal(
                                it,
                                Mono.delay(DEADLINE).thenReturn(new Posted.Unknown("timeout"))));
    }

    /// Whether somebody else was in the way, so that nothing was done: it may be tried again.
    private static boolean undone(Throwable e) {
        return switch (SqlState.of(e)) {
            case COLLISION, LOCKED -> true;
            case DISCONNECTED, OVERLOADED, NO_REFERENCE, REFUSED -> false;
        };
    }

    private static Statement bind(Statement statement, Start start) {
        var chatflow = start.chatflow();
        var bound =
                statement
                        .bind(0, start.portal().value())
                        .bind(1, start.inbox().value())
                        .bind(2, start.visitor().value());
        return Database.bind(bound, 3, chatflow == null ? null : chatflow.value(), UUID.class)
                .bind(4, start.page())
                .bind(5, start.cmid().value())
                .bind(6, start.text().value())
                .bind(7, start.fresh());
    }

    private static Statement bind(Statement statement, Start.Terms terms) {
        return statement.bind(8, terms.version()).bind(9, terms.text()).bind(10, terms.origin());
    }

    private static Posted started(Readable row, Start start) {
        return AppendCall.outcome(row)
                .posted(
                        new ConversationId(Rows.required(row, "conversation", UUID.class)),
                        Stream.PUBLIC,
                        new Actor.Visitor(start.visitor()),
                        start.cmid(),
                        start.text());
    }

    private static Mono<Posted> notStarted(Throwable e) {
        return Mono.just(
                SqlState.of(e) == SqlState.NO_REFERENCE
                        ? new Posted.NotFound()
                        : new Posted.Unknown("database"));
    }

    @Override
    public Mono<List<Entry>> read(
            PortalId portal, ConversationId conversation, Stream stream, long after, int limit) {
        return database.query(
                "SELECT seq, id, kind, actor_kind, actor, cmid, body, data::text AS data, at"
                        + " FROM read_entries($1, $2, $3, $4, $5)",
                it ->
                        it.bind(0, portal.value())
                                .bind(1, conversation.value())
                                .bind(2, Rows.name(stream))
                                .bind(3, after)
                                .bind(4, Math.clamp(limit, 1, MAX_PAGE)),
                it -> Rows.entry(it, conversation, stream));
    }

    @Override
    public Mono<Conversation> find(PortalId portal, ConversationId conversation) {
        return database.query(
                        "SELECT * FROM find_conversation($1, $2)",
                        it -> it.bind(0, portal.value()).bind(1, conversation.value()),
                        Rows::conversation)
                .flatMap(it -> Mono.justOrEmpty(it.stream().findFirst()));
    }

    @Override
    public Mono<List<Conversation>> ofVisitor(PortalId portal, VisitorId visitor, int limit) {
        return database.query(
                "SELECT * FROM conversations_of_visitor($1, $2, $3)",
                it ->
                        it.bind(0, portal.value())
                                .bind(1, visitor.value())
                                .bind(2, Math.clamp(limit, 1, MAX_PAGE)),
                Rows::conversation);
    }

    @Override
    public Mono<Map<VisitorId, List<Conversation>>> ofVisitors(
            PortalId portal, List<VisitorId> visitors, int limit) {
        var ids = visitors.stream().map(VisitorId::value).toArray(UUID[]::new);
        return database.query(
                        """
                        SELECT c.* FROM unnest($2) AS v(id)
                        CROSS JOIN LATERAL conversations_of_visitor($1, v.id, $3) AS c
                        """,
                        it ->
                                it.bind(0, portal.value())
                                        .bind(1, ids)
                                        .bind(2, Math.clamp(limit, 1, MAX_PAGE)),
                        Rows::conversation)
                .map(all -> all.stream().collect(Collectors.groupingBy(Conversation::visitor)));
    }

    @Override
    public Mono<List<Conversation>> list(Query query) {
        var before = query.before();
        return database.query(
                "SELECT * FROM list_conversations($1, $2, $3, $4, $5, $6)",
                it ->
                        Database.bind(
                                        it.bind(0, query.portal().value())
                                                .bind(1, query.inbox().value())
                                                .bind(
                                                        2,
                                                        query.view()
                                                                .name()
                                                                .toLowerCase(Locale.ROOT))
                                                .bind(3, query.agent().value()),
                                        4,
                                        before == null ? null : before.value(),
                                        UUID.class)
                                .bind(5, Math.clamp(query.limit(), 1, MAX_PAGE)),
                Rows::conversation);
    }

    @Override
    public Mono<Map<ConversationId, Heads>> heads(Collection<ConversationId> conversations) {
        if (conversations.size() > MAX_HEADS) {
            return Mono.error(
                    new IllegalArgumentException(
                            "heads: %d conversations (expected: 0..%d)"
                                    .formatted(conversations.size(), MAX_HEADS)));
        }
        var ids = conversations.stream().map(ConversationId::value).toArray(UUID[]::new);
        return database.query(
                        "SELECT * FROM conversation_heads($1)",
                        it -> it.bind(0, ids),
                        it ->
                                Map.entry(
                                        new ConversationId(Rows.required(it, "id", UUID.class)),
                                        heads(it)))
                .map(it ->
                        it.stream()
                                .collect(
                                        Collectors.toUnmodifiableMap(
                                                Map.Entry::getKey, Map.Entry::getValue)));
    }

    private static Heads heads(Readable row) {
        return new Heads(
                new PortalId(Rows.required(row, "portal", UUID.class)),
                Rows.required(row, "last_seq", Long.class),
                Rows.required(row, "last_internal_seq", Long.class));
    }

    @Override
    public Mono<Change> assign(
            PortalId portal,
            ConversationId conversation,
            @Nullable AgentId agent,
            AgentId by,
            String reason) {
        return change(
                "assign_conversation($1, $2, $3, $4, $5)",
                portal,
                conversation,
                it ->
                        Database.bind(it, 2, agent == null ? null : agent.value(), UUID.class)
                                .bind(3, by.value())
                                .bind(4, reason));
    }

    @Override
    public Mono<Change> takeIfUnassigned(
            PortalId portal, ConversationId conversation, AgentId agent) {
        return change(
                "take_conversation($1, $2, $3)",
                portal,
                conversation,
                it -> it.bind(2, agent.value()));
    }

    @Override
    public Mono<Change> transfer(
            PortalId portal,
            ConversationId conversation,
            @Nullable TeamId team,
            @Nullable InboxId inbox,
            AgentId by) {
        return change(
                "transfer_conversation($1, $2, $3, $4, $5)",
                portal,
                conversation,
                it ->
                        Database.bind(
                                        Database.bind(
                                                it,
                                                2,
                                                team == null ? null : team.value(),
                                                UUID.class),
                                        3,
                                        inbox == null ? null : inbox.value(),
                                        UUID.class)
                                .bind(4, by.value()));
    }

    @Override
    public Mono<Change> close(PortalId portal, ConversationId conversation, AgentId by) {
        return change(
                "close_conversation($1, $2, $3, 'by hand')",
                portal,
                conversation,
                it -> it.bind(2, by.value()));
    }

    @Override
    public Mono<Change> reopen(PortalId portal, ConversationId conversation, Actor by) {
        return change(
                "reopen_conversation($1, $2, $3, $4)",
                portal,
                conversation,
                it -> it.bind(2, Rows.kind(by)).bind(3, Rows.id(by)));
    }

    private Mono<Change> change(
            String call,
            PortalId portal,
            ConversationId conversation,
            UnaryOperator<Statement> bind) {
        return database.query(
                        CHANGE + call,
                        it -> bind.apply(it.bind(0, portal.value()).bind(1, conversation.value())),
                        it -> changed(it, conversation))
                .retryWhen(Retry.max(2).filter(PostgresConversationStore::undone))
                .flatMap(it -> it.isEmpty() ? Mono.empty() : Mono.just(together(it)));
    }

    /// One row an entry.
    private static Change together(List<Change> rows) {
        return new Change(
                rows.getFirst().inbox(),
                rows.stream().flatMap(it -> it.entries().stream()).toList());
    }

    private static Change changed(Readable row, ConversationId conversation) {
        var inbox = new InboxId(Rows.required(row, "inbox", UUID.class));
        return new Change(
                inbox,
                row.get("seq", Long.class) == null
                        ? List.of()
                        : List.of(Rows.entry(row, conversation, Stream.PUBLIC)));
    }

    @Override
    public Mono<Void> cursor(
            PortalId portal,
            ConversationId conversation,
            Stream stream,
            String participant,
            long delivered,
            long read) {
        return database.run(
                "SELECT move_cursor($1, $2, $3, $4, $5, $6)",
                it ->
                        it.bind(0, portal.value())
                                .bind(1, conversation.value())
                                .bind(2, Rows.name(stream))
                                .bind(3, participant)
                                .bind(4, delivered)
                                .bind(5, read));
    }

    @Override
    public Mono<String> epoch() {
        return epoch;
    }
}
