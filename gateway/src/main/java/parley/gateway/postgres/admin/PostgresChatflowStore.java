package parley.gateway.postgres.admin;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Row;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.Definition;
import parley.gateway.chatflow.Problem;
import parley.gateway.chatflow.json.ChatflowJson;
import parley.gateway.chatflow.json.Read;
import parley.gateway.chatflow.store.ChatflowChange;
import parley.gateway.chatflow.store.ChatflowStore;
import parley.gateway.chatflow.store.Reordered;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Chatflows, in table `chatflow`. What changes the order, or adds to its end, holds the portal's
/// row: two of them never interleave.
public final class PostgresChatflowStore implements ChatflowStore {
    private static final String COLUMNS =
            """
            c.id, c.portal, c.inbox, c.name, c.published, c.position, c.version, c.created_at,
            c.definition::text AS definition
            """;
    private static final String SELECT =
            "SELECT " + COLUMNS + " FROM chatflow c WHERE c.portal = $1";
    private static final String ORDER = " ORDER BY c.position, c.created_at, c.id";

    private final Transactions transactions;
    private final Doorbell doorbell;

    public PostgresChatflowStore(Transactions transactions, Doorbell doorbell) {
        this.transactions = transactions;
        this.doorbell = doorbell;
    }

    @Override
    public Mono<List<Chatflow>> list(PortalId portal) {
        return transactions.of(portal, it -> list(it, portal));
    }

    @Override
    public Mono<Chatflow> find(PortalId portal, ChatflowId id) {
        return transactions.of(portal, it -> find(it, portal, id));
    }

    @Override
    public Mono<ChatflowChange> create(NewChatflow chatflow) {
        return transactions
                .of(
                        chatflow.portal(),
                        it ->
                                lockOrder(it, chatflow.portal())
                                        .then(hasInbox(it, chatflow.portal(), chatflow.inbox()))
                                        .flatMap(has ->
                                                has
                                                        ? insert(it, chatflow)
                                                        : unknown(chatflow.inbox())))
                .doOnNext(it -> ring(it, chatflow.portal()))
                .doOnError(doorbell.unsure(chatflow.portal()));
    }

    @Override
    public Mono<ChatflowChange> update(ChatflowEdit edit) {
        return transactions
                .of(
                        edit.portal(),
                        it ->
                                hasInbox(it, edit.portal(), edit.inbox())
                                        .flatMap(has ->
                                                has ? update(it, edit) : unknown(edit.inbox())))
                .doOnNext(it -> ring(it, edit.portal()))
                .doOnError(doorbell.unsure(edit.portal()));
    }

    @Override
    public Mono<ChatflowChange> publish(
            PortalId portal, ChatflowId id, long expectedVersion, boolean published) {
        return transactions
                .of(portal, it -> publish(it, portal, id, expectedVersion, published))
                .doOnNext(it -> ring(it, portal))
                .doOnError(doorbell.unsure(portal));
    }

    @Override
    public Mono<Reordered> reorder(PortalId portal, List<ChatflowId> order) {
        return transactions
                .of(portal, it -> lockOrder(it, portal).then(reorder(it, portal, order)))
                .doOnNext(it -> {
                    if (it instanceof Reordered.Done) {
                        doorbell.portalChanged(portal);
                    }
                })
                .doOnError(doorbell.unsure(portal));
    }

    @Override
    public Mono<ChatflowChange> delete(PortalId portal, ChatflowId id, long expectedVersion) {
        return transactions
                .of(
                        portal,
                        it ->
                                Sql.of(
                                                it,
                                                """
                                                DELETE FROM chatflow c
                                                WHERE c.portal = $1 AND c.id = $2 AND c.version = $3
                                                RETURNING
                                                """
                                                        + COLUMNS)
                                        .bind(portal.value())
                                        .bind(id.value())
                                        .bind(expectedVersion)
                                        .first(PostgresChatflowStore::chatflow)
                                        .<ChatflowChange>map(ChatflowChange.Saved::new)
                                        .switchIfEmpty(unchanged(it, portal, id)))
                .doOnNext(it -> ring(it, portal))
                .doOnError(doorbell.unsure(portal));
    }

    private void ring(ChatflowChange change, PortalId portal) {
        if (change instanceof ChatflowChange.Saved) {
            doorbell.portalChanged(portal);
        }
    }

    private static Mono<Boolean> lockOrder(Connection connection, PortalId portal) {
        return Sql.of(connection, "SELECT id FROM portal WHERE id = $1 FOR NO KEY UPDATE")
                .bind(portal.value())
                .list(_ -> true)
                .thenReturn(true);
    }

    private static Mono<Boolean> hasInbox(Connection connection, PortalId portal, InboxId inbox) {
        return Versions.stored(connection, "inbox", portal, inbox.value())
                .map(_ -> true)
                .defaultIfEmpty(false);
    }

    private static Mono<ChatflowChange> unknown(InboxId inbox) {
        return Mono.just(new ChatflowChange.UnknownInbox(inbox));
    }

    private static Mono<ChatflowChange> insert(Connection connection, NewChatflow chatflow) {
        return Sql.of(
                        connection,
                        """
                        INSERT INTO chatflow AS c (portal, id, inbox, name, position, definition)
                        SELECT $1, $2, $3, $4, coalesce(max(o.position), 0) + 1, $5::text::jsonb
                        FROM chatflow o WHERE o.portal = $1
                        RETURNING
                        """
                                + COLUMNS)
                .bind(chatflow.portal().value())
                .bind(chatflow.id().value())
                .bind(chatflow.inbox().value())
                .bind(chatflow.name())
                .bind(ChatflowJson.text(chatflow.definition()))
                .first(PostgresChatflowStore::chatflow)
                .map(ChatflowChange.Saved::new);
    }

    private static Mono<ChatflowChange> update(Connection connection, ChatflowEdit edit) {
        return Sql.of(
                        connection,
                        """
                        UPDATE chatflow c
                        SET inbox = $3, name = $4, definition = $5::text::jsonb,
                            version = version + 1
                        WHERE c.portal = $1 AND c.id = $2 AND c.version = $6
                        RETURNING
                        """
                                + COLUMNS)
                .bind(edit.portal().value())
                .bind(edit.id().value())
                .bind(edit.inbox().value())
                .bind(edit.name())
                .bind(ChatflowJson.text(edit.definition()))
                .bind(edit.expectedVersion())
                .first(PostgresChatflowStore::chatflow)
                .<ChatflowChange>map(ChatflowChange.Saved::new)
                .switchIfEmpty(unchanged(connection, edit.portal(), edit.id()));
    }

    private static Mono<ChatflowChange> publish(
            Connection connection,
            PortalId portal,
            ChatflowId id,
            long expectedVersion,
            boolean published) {
        return Sql.of(
                        connection,
                        """
                        UPDATE chatflow c
                        SET published = $4,
                            version = version + CASE WHEN published = $4 THEN 0 ELSE 1 END
                        WHERE c.portal = $1 AND c.id = $2 AND c.version = $3
                        RETURNING
                        """
                                + COLUMNS)
                .bind(portal.value())
                .bind(id.value())
                .bind(expectedVersion)
                .bind(published)
                .first(PostgresChatflowStore::chatflow)
                .<ChatflowChange>map(ChatflowChange.Saved::new)
                .switchIfEmpty(unchanged(connection, portal, id));
    }

    private static Mono<ChatflowChange> unchanged(
            Connection connection, PortalId portal, ChatflowId id) {
        return find(connection, portal, id)
                .<ChatflowChange>map(ChatflowChange.VersionConflict::new)
                .defaultIfEmpty(new ChatflowChange.NotFound());
    }

    private static Mono<Reordered> reorder(
            Connection connection, PortalId portal, List<ChatflowId> order) {
        return list(connection, portal)
                .flatMap(current -> {
                    var known = current.stream().map(Chatflow::id).sorted(BY_ID).toList();
                    return known.equals(order.stream().sorted(BY_ID).toList())
                            ? number(connection, portal, order)
                            : Mono.just(new Reordered.NotTheSame(current));
                });
    }

    private static final Comparator<ChatflowId> BY_ID = Comparator.comparing(ChatflowId::value);

    private static Mono<Reordered> number(
            Connection connection, PortalId portal, List<ChatflowId> order) {
        return Sql.of(
                        connection,
                        """
                        UPDATE chatflow c
                        SET position = o.ord::integer
                        FROM unnest($2::uuid[]) WITH ORDINALITY AS o(id, ord)
                        WHERE c.portal = $1 AND c.id = o.id
                        """)
                .bind(portal.value())
                .bind(order.stream().map(ChatflowId::value).toArray(UUID[]::new))
                .count()
                .then(Mono.defer(() -> list(connection, portal)))
                .map(Reordered.Done::new);
    }

    private static Mono<List<Chatflow>> list(Connection connection, PortalId portal) {
        return Sql.of(connection, SELECT + ORDER)
                .bind(portal.value())
                .list(PostgresChatflowStore::chatflow);
    }

    private static Mono<Chatflow> find(Connection connection, PortalId portal, ChatflowId id) {
        return Sql.of(connection, SELECT + " AND c.id = $2")
                .bind(portal.value())
                .bind(id.value())
                .first(PostgresChatflowStore::chatflow);
    }

    private static Chatflow chatflow(Row row) {
        return new Chatflow(
                new ChatflowId(Sql.get(row, "id", UUID.class)),
                new PortalId(Sql.get(row, "portal", UUID.class)),
                new InboxId(Sql.get(row, "inbox", UUID.class)),
                Sql.get(row, "name", String.class),
                Sql.get(row, "published", Boolean.class),
                Sql.get(row, "position", Integer.class),
                Sql.get(row, "version", Long.class),
                Sql.get(row, "created_at", Instant.class),
                definition(Sql.get(row, "definition", String.class)));
    }

    private static Definition definition(String json) {
        return switch (ChatflowJson.read(json)) {
            case Read.Good<Definition>(var definition) -> definition;
            case Read.Bad<Definition>(var problems) ->
                    throw new IllegalStateException(
                            "stored definition: "
                                    + String.join(
                                            "; ",
                                            problems.stream().map(Problem::toString).toList()));
        };
    }
}
