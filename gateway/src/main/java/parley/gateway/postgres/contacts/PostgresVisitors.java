package parley.gateway.postgres.contacts;

import static parley.gateway.postgres.Database.bind;

import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import parley.gateway.postgres.Database;
import parley.gateway.postgres.Rows;
import parley.gateway.visitor.EmailAddress;
import parley.gateway.visitor.Identity;
import parley.gateway.visitor.KnownContact;
import parley.gateway.visitor.Standing;
import parley.gateway.visitor.store.Visitors;
import parley.protocol.value.AgentId;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ContactId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.PortalId;
import parley.protocol.value.Stream;
import parley.protocol.value.VisitorId;
import reactor.core.publisher.Mono;

/// What is known of visitors: one call of one function each, its own transaction.
public final class PostgresVisitors implements Visitors {
    private final Database database;

    public PostgresVisitors(Database database) {
        this.database = database;
    }

    @Override
    public Mono<Standing> standing(PortalId portal, VisitorId visitor) {
        return database.query(
                        "SELECT * FROM visitor_standing($1, $2)",
                        it -> it.bind(0, portal.value()).bind(1, visitor.value()),
                        PostgresVisitors::standing)
                .map(it -> it.isEmpty() ? Standing.UNKNOWN : it.getFirst());
    }

    @Override
    public Mono<Map<VisitorId, Standing>> standings(PortalId portal, List<VisitorId> visitors) {
        var ids = visitors.stream().map(VisitorId::value).toArray(UUID[]::new);
        return database.query(
                        """
                        SELECT v.id AS visitor, s.* FROM unnest($2) AS v(id)
                        CROSS JOIN LATERAL visitor_standing($1, v.id) AS s
                        """,
                        it -> it.bind(0, portal.value()).bind(1, ids),
                        it ->
                                Map.entry(
                                        new VisitorId(Rows.required(it, "visitor", UUID.class)),
                                        standing(it)))
                .map(all ->
                        all.stream()
                                .collect(
                                        Collectors.toUnmodifiableMap(
                                                Map.Entry::getKey, Map.Entry::getValue)));
    }

    @Override
    public Mono<Identified> identify(PortalId portal, VisitorId browser, Identity identity) {
        return database.query(
                        "SELECT * FROM identify_visitor($1, $2, $3, $4, $5)",
                        it ->
                                bind(
                                        bind(
                                                it.bind(0, portal.value())
                                                        .bind(1, browser.value())
                                                        .bind(2, identity.email().value()),
                                                3,
                                                identity.firstName(),
                                                String.class),
                                        4,
                                        identity.lastName(),
                                        String.class),
                        PostgresVisitors::row)
                .map(PostgresVisitors::identified);
    }

    @Override
    public Mono<List<Told>> consent(PortalId portal, VisitorId visitor, Answered answered) {
        return database.query(
                "SELECT * FROM record_consent($1, $2, $3, $4, $5, $6, $7, $8)",
                it ->
                        bind(
                                        it.bind(0, portal.value())
                                                .bind(1, visitor.value())
                                                .bind(2, answered.kind())
                                                .bind(3, answered.version())
                                                .bind(4, answered.text())
                                                .bind(5, answered.answer()),
                                        6,
                                        answered.subscription(),
                                        UUID.class)
                                .bind(7, answered.origin()),
                PostgresVisitors::told);
    }

    @Override
    public Mono<List<Told>> email(PortalId portal, VisitorId visitor, EmailAddress email) {
        return database.query(
                "SELECT * FROM capture_email($1, $2, $3)",
                it -> it.bind(0, portal.value()).bind(1, visitor.value()).bind(2, email.value()),
                PostgresVisitors::told);
    }

    @Override
    public Mono<List<Told>> forgotten(PortalId portal, VisitorId visitor) {
        return database.query(
                "SELECT * FROM note_reset($1, $2)",
                it -> it.bind(0, portal.value()).bind(1, visitor.value()),
                it -> new Told(ToldRows.inbox(it), ToldRows.entry(it, Stream.INTERNAL)));
    }

    @Override
    public Mono<Boolean> sentBefore(
            PortalId portal,
            VisitorId visitor,
            ClientMessageId cmid,
            @Nullable ConversationId conversation) {
        return database.query(
                        "SELECT sent_before($1, $2, $3, $4) AS before",
                        it ->
                                bind(
                                        it.bind(0, portal.value())
                                                .bind(1, visitor.value())
                                                .bind(2, cmid.value()),
                                        3,
                                        conversation == null ? null : conversation.value(),
                                        UUID.class),
                        it -> Rows.required(it, "before", Boolean.class))
                .map(List::getFirst);
    }

    /// The first row has no entry: it names the visitor.
    private static Identified identified(List<Named> rows) {
        return new Identified(
                rows.getFirst().visitor(),
                rows.stream()
                        .map(Named::told)
                        .flatMap(java.util.stream.Stream::ofNullable)
                        .toList());
    }

    private static Named row(Readable row) {
        boolean head = row.get("conversation", UUID.class) == null;
        return new Named(
                new VisitorId(Rows.required(row, "actor", UUID.class)), head ? null : told(row));
    }

    private record Named(VisitorId visitor, @Nullable Told told) {}

    private static Told told(Readable row) {
        return new Told(ToldRows.inbox(row), ToldRows.entry(row));
    }

    private static Standing standing(Readable row) {
        return new Standing(
                contact(row),
                Rows.required(row, "verified", Boolean.class),
                row.get("claimed_email", String.class),
                row.get("agreed", String.class),
                Set.of(Rows.required(row, "subscriptions", UUID[].class)));
    }

    private static @Nullable KnownContact contact(Readable row) {
        var id = row.get("contact", UUID.class);
        if (id == null) {
            return null;
        }
        var name = row.get("name", String.class);
        var owner = row.get("owner", UUID.class);
        return new KnownContact(
                new ContactId(id),
                row.get("email", String.class),
                name == null ? "" : name,
                owner == null ? null : new AgentId(owner),
                Properties.read(Rows.required(row, "properties", String.class)),
                Set.of(Rows.required(row, "lists", String[].class)));
    }
}
