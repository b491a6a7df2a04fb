package parley.gateway.postgres.contacts;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.Row;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import parley.gateway.availability.store.Outcome;
import parley.gateway.postgres.admin.Doorbell;
import parley.gateway.postgres.admin.Sql;
import parley.gateway.postgres.admin.Transactions;
import parley.gateway.postgres.admin.Versions;
import parley.gateway.visitor.Contact;
import parley.gateway.visitor.EmailAddress;
import parley.gateway.visitor.store.ContactStore;
import parley.protocol.value.AgentId;
import parley.protocol.value.ContactId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.PortalId;
import parley.protocol.value.Problem;
import reactor.core.publisher.Mono;

/// Contacts, in tables `contact` and `contact_list_member`.
public final class PostgresContactStore implements ContactStore {
    private static final String SELECT =
            """
            SELECT c.portal, c.id, c.email, c.name, c.owner, c.properties::text AS properties,
                   c.created_at, c.version,
                   array(SELECT m.list FROM contact_list_member m
                         WHERE m.portal = c.portal AND m.contact = c.id ORDER BY m.list) AS lists
            FROM contact c WHERE c.portal = $1
            """;

    /// Each parameter that is null asks nothing.
    private static final String LIST =
            SELECT
                    + """
                     AND ($2::text IS NULL OR c.email = $2)
                     AND ($3::uuid IS NULL OR EXISTS (
                         SELECT FROM contact_list_member m
                         WHERE m.portal = c.portal AND m.contact = c.id AND m.list = $3))
                     AND ($4::uuid IS NULL OR (c.created_at, c.id) < (
                         SELECT b.created_at, b.id FROM contact b
                         WHERE b.portal = $1 AND b.id = $4))
                    ORDER BY c.created_at DESC, c.id DESC LIMIT $5
                    """;

    private static final String INSERT =
            """
            INSERT INTO contact (portal, id, email, name, owner, properties)
            VALUES ($1, $2, $3, $4, $5, $6::jsonb)
            """;
    private static final String UPDATE =
            """
            UPDATE contact SET email = $3, name = $4, owner = $5, properties = $6::jsonb,
                   version = version + 1, updated_at = clock_timestamp()
            WHERE portal = $1 AND id = $2 AND version = $7
            """;
    private static final String CORRESPONDENT =
            """
            SELECT v.id, v.contact, v.verified, v.claimed_email
            FROM conversation x JOIN visitor v ON v.portal = x.portal AND v.id = x.visitor
            WHERE x.portal = $1 AND x.id = $2
            """;

    private final Transactions transactions;
    private final Doorbell doorbell;

    public PostgresContactStore(Transactions transactions, Doorbell doorbell) {
        this.transactions = transactions;
        this.doorbell = doorbell;
    }

    @Override
    public Mono<Contact> find(PortalId portal, ContactId contact) {
        return transactions.of(portal, it -> find(it, portal, contact.value()));
    }

    @Override
    public Mono<List<Contact>> list(Query query) {
        var email = query.email();
        var before = query.before();
        return transactions.of(
                query.portal(),
                it ->
                        Sql.of(it, LIST)
                                .bind(query.portal().value())
                                .bindNullable(email == null ? null : email.value(), String.class)
                                .bindNullable(query.list(), UUID.class)
                                .bindNullable(before == null ? null : before.value(), UUID.class)
                                .bind(query.limit())
                                .list(PostgresContactStore::contact));
    }

    @Override
    public Mono<Outcome<Contact>> save(Contact contact) {
        return transactions
                .of(contact.portal(), it -> save(it, contact))
                .onErrorResume(
                        R2dbcDataIntegrityViolationException.class,
                        _ -> Mono.just(emailTaken(contact)))
                .doOnNext(it -> {
                    if (it instanceof Outcome.Saved<Contact>) {
                        doorbell.contactChanged(contact.portal(), contact.id());
                    }
                })
                .doOnError(doorbell.unsure(contact.portal(), contact.id()));
    }

    private static Mono<Outcome<Contact>> save(Connection connection, Contact contact) {
        var owner = contact.owner();
        var owners = owner == null ? List.<UUID>of() : List.of(owner.value());
        return Versions.unknown(connection, "agent", contact.portal(), owners, "owner")
                .flatMap(problems ->
                        problems.isEmpty()
                                ? write(connection, contact)
                                : Mono.just(
                                        new Outcome.Refused<>(
                                                List.of(
                                                        new Problem(
                                                                "owner",
                                                                problems.getFirst().value(),
                                                                problems.getFirst().expected())))));
    }

    private static Mono<Outcome<Contact>> write(Connection connection, Contact contact) {
        var email = contact.email();
        var owner = contact.owner();
        var statement =
                Sql.of(connection, contact.version() == 0 ? INSERT : UPDATE)
                        .bind(contact.portal().value())
                        .bind(contact.id().value())
                        .bindNullable(email == null ? null : email.value(), String.class)
                        .bind(contact.name())
                        .bindNullable(owner == null ? null : owner.value(), UUID.class)
                        .bind(Properties.write(contact.properties()));
        var counted = contact.version() == 0 ? statement : statement.bind(contact.version());
        return counted.count()
                .flatMap(written ->
                        written == 0
                                ? Versions.unchanged(
                                        connection,
                                        "contact",
                                        contact.portal(),
                                        contact.id().value())
                                : find(connection, contact.portal(), contact.id().value())
                                        .map(Outcome.Saved::new));
    }

    @Override
    public Mono<Boolean> onList(PortalId portal, UUID list, ContactId contact, boolean member) {
        var sql =
                member
                        ? """
                        INSERT INTO contact_list_member (portal, list, contact)
                        SELECT $1, $2, $3 ON CONFLICT DO NOTHING
                        """
                        : """
                        DELETE FROM contact_list_member
                        WHERE portal = $1 AND list = $2 AND contact = $3
                        """;
        return transactions
                .of(
                        portal,
                        it ->
                                exists(it, portal, list, contact)
                                        .flatMap(there ->
                                                there
                                                        ? Sql.of(it, sql)
                                                                .bind(portal.value())
                                                                .bind(list)
                                                                .bind(contact.value())
                                                                .count()
                                                                .thenReturn(true)
                                                        : Mono.just(false)))
                .doOnNext(there -> {
                    if (there) {
                        doorbell.contactChanged(portal, contact);
                    }
                })
                .doOnError(doorbell.unsure(portal, contact));
    }

    @Override
    public Mono<Correspondent> ofConversation(PortalId portal, ConversationId conversation) {
        return transactions.of(portal, it -> correspondent(it, portal, conversation));
    }

    @Override
    public Mono<Correspondent> associate(
            PortalId portal, ConversationId conversation, EmailAddress email) {
        return transactions
                .of(
                        portal,
                        it ->
                                bind(it, portal, conversation, email)
                                        .then(correspondent(it, portal, conversation)))
                .doOnNext(it -> {
                    if (it.contact() != null) {
                        doorbell.contactChanged(portal, null);
                    }
                })
                .doOnError(doorbell.unsure(portal, null));
    }

    /// One that is verified stays what it is: an agent's word is less than the customer's server's.
    private static Mono<Long> bind(
            Connection connection,
            PortalId portal,
            ConversationId conversation,
            EmailAddress email) {
        return Sql.of(
                        connection,
                        """
                        INSERT INTO contact (portal, email)
                        SELECT $1, $2
                        WHERE EXISTS (SELECT FROM conversation WHERE portal = $1 AND id = $3)
                        ON CONFLICT (portal, email) DO NOTHING
                        """)
                .bind(portal.value())
                .bind(email.value())
                .bind(conversation.value())
                .count()
                .then(
                        Sql.of(
                                        connection,
                                        """
                                        UPDATE visitor v SET contact = c.id
                                        FROM contact c, conversation x
                                        WHERE c.portal = $1 AND c.email = $2
                                          AND x.portal = $1 AND x.id = $3
                                          AND v.portal = $1 AND v.id = x.visitor AND NOT v.verified
                                        """)
                                .bind(portal.value())
                                .bind(email.value())
                                .bind(conversation.value())
                                .count());
    }

    private static Mono<Correspondent> correspondent(
            Connection connection, PortalId portal, ConversationId conversation) {
        return Sql.of(connection, CORRESPONDENT)
                .bind(portal.value())
                .bind(conversation.value())
                .first(Bound::of)
                .flatMap(it -> {
                    var known = new Correspondent(null, it.verified, it.claimedEmail);
                    return it.contact == null
                            ? Mono.just(known)
                            : find(connection, portal, it.contact)
                                    .map(contact ->
                                            new Correspondent(
                                                    contact, it.verified, it.claimedEmail));
                });
    }

    private static Mono<Boolean> exists(
            Connection connection, PortalId portal, UUID list, ContactId contact) {
        return Sql.of(
                        connection,
                        """
                        SELECT EXISTS (SELECT FROM contact_list WHERE portal = $1 AND id = $2)
                           AND EXISTS (SELECT FROM contact WHERE portal = $1 AND id = $3) AS there
                        """)
                .bind(portal.value())
                .bind(list)
                .bind(contact.value())
                .first(row -> Sql.get(row, "there", Boolean.class));
    }

    private static Mono<Contact> find(Connection connection, PortalId portal, UUID contact) {
        return Sql.of(connection, SELECT + " AND c.id = $2")
                .bind(portal.value())
                .bind(contact)
                .first(PostgresContactStore::contact);
    }

    private static Contact contact(Row row) {
        var email = row.get("email", String.class);
        var name = row.get("name", String.class);
        var owner = row.get("owner", UUID.class);
        return new Contact(
                new PortalId(Sql.get(row, "portal", UUID.class)),
                new ContactId(Sql.get(row, "id", UUID.class)),
                email == null ? null : new EmailAddress(email),
                name == null ? "" : name,
                owner == null ? null : new AgentId(owner),
                Properties.read(Sql.get(row, "properties", String.class)),
                List.of(Sql.get(row, "lists", UUID[].class)),
                Sql.get(row, "created_at", Instant.class),
                Sql.get(row, "version", Long.class));
    }

    /// The only thing that a contact of good types can collide with.
    private static Outcome<Contact> emailTaken(Contact contact) {
        return new Outcome.Refused<>(
                List.of(
                        new Problem(
                                "email",
                                "\"" + contact.email() + "\"",
                                "an address that no other contact has")));
    }

    private record Bound(@Nullable UUID contact, boolean verified, @Nullable String claimedEmail) {
        static Bound of(Row row) {
            return new Bound(
                    row.get("contact", UUID.class),
                    Sql.get(row, "verified", Boolean.class),
                    row.get("claimed_email", String.class));
        }
    }
}
