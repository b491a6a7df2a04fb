package parley.gateway.postgres.admin;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.Row;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import parley.gateway.availability.Inbox;
import parley.gateway.availability.store.InboxStore;
import parley.gateway.availability.store.Outcome;
import parley.protocol.value.AgentId;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import parley.protocol.value.Problem;
import parley.protocol.value.TeamId;
import reactor.core.publisher.Mono;

/// Inboxes, in tables `inbox`, `inbox_agent` and `inbox_team`.
public final class PostgresInboxStore implements InboxStore {
    private static final String SELECT =
            """
            SELECT i.portal, i.id, i.name, i.channel::text AS channel, i.version,
                   array(SELECT a.agent FROM inbox_agent a
                         WHERE a.portal = i.portal AND a.inbox = i.id) AS agents,
                   array(SELECT t.team FROM inbox_team t
                         WHERE t.portal = i.portal AND t.inbox = i.id) AS teams
            FROM inbox i WHERE i.portal = $1
            """;

    private final Transactions transactions;
    private final Doorbell doorbell;

    public PostgresInboxStore(Transactions transactions, Doorbell doorbell) {
        this.transactions = transactions;
        this.doorbell = doorbell;
    }

    @Override
    public Mono<List<Inbox>> ofPortal(PortalId portal) {
        return transactions.of(
                portal,
                it ->
                        Sql.of(it, SELECT + " ORDER BY i.name, i.id")
                                .bind(portal.value())
                                .list(PostgresInboxStore::inbox));
    }

    @Override
    public Mono<Inbox> find(PortalId portal, InboxId inbox) {
        return transactions.of(portal, it -> find(it, portal, inbox));
    }

    @Override
    public Mono<Outcome<Inbox>> save(Inbox inbox) {
        return transactions
                .of(inbox.portal(), it -> save(it, inbox))
                .doOnNext(it -> ring(it, inbox.portal()))
                .doOnError(doorbell.unsure(inbox.portal()));
    }

    @Override
    public Mono<Outcome<Inbox>> delete(PortalId portal, InboxId inbox, long version) {
        return transactions
                .of(portal, it -> delete(it, portal, inbox, version))
                .onErrorResume(R2dbcDataIntegrityViolationException.class, _ -> Mono.just(IN_USE))
                .doOnNext(it -> ring(it, portal))
                .doOnError(doorbell.unsure(portal));
    }

    private static final Outcome<Inbox> IN_USE =
            new Outcome.Refused<>(
                    List.of(
                            new Problem(
                                    "inbox",
                                    "in use",
                                    "no chatflow and no thread that belongs to it")));

    private void ring(Outcome<Inbox> outcome, PortalId portal) {
        if (outcome instanceof Outcome.Saved<Inbox>) {
            doorbell.portalChanged(portal);
        }
    }

    private static Mono<Outcome<Inbox>> save(Connection connection, Inbox inbox) {
        var portal = inbox.portal();
        return Mono.zip(
                        Versions.unknown(connection, "agent", portal, agents(inbox), "agents"),
                        Mono.defer(() ->
                                Versions.unknown(
                                        connection, "team", portal, teams(inbox), "teams")),
                        (agents, teams) -> Stream.concat(agents.stream(), teams.stream()).toList())
                .flatMap(problems ->
                        problems.isEmpty()
                                ? write(connection, inbox)
                                : Mono.just(new Outcome.Refused<>(problems)));
    }

    private static Mono<Outcome<Inbox>> write(Connection connection, Inbox inbox) {
        var sql =
                inbox.version() == 0
                        ? """
                        INSERT INTO inbox (portal, id, name, channel)
                        VALUES ($1, $2, $3, $4::text::jsonb)
                        """
                        : """
                        UPDATE inbox
                        SET name = $3, channel = $4::text::jsonb, version = version + 1
                        WHERE portal = $1 AND id = $2 AND version = $5
                        """;
        var statement =
                Sql.of(connection, sql)
                        .bind(inbox.portal().value())
                        .bind(inbox.id().value())
                        .bind(inbox.name())
                        .bind(StoredJson.channel(inbox.channel()));
        var counted = inbox.version() == 0 ? statement : statement.bind(inbox.version());
        return counted.count()
                .flatMap(written ->
                        written == 0
                                ? Versions.unchanged(
                                        connection, "inbox", inbox.portal(), inbox.id().value())
                                : staff(connection, inbox, "agent", agents(inbox))
                                        .then(staff(connection, inbox, "team", teams(inbox)))
                                        .then(find(connection, inbox.portal(), inbox.id()))
                                        .map(Outcome.Saved::new));
    }

    /// @param kind `agent` or `team`
    private static Mono<Void> staff(
            Connection connection, Inbox inbox, String kind, List<UUID> ids) {
        return Sql.of(
                        connection,
                        "DELETE FROM inbox_%s WHERE portal = $1 AND inbox = $2".formatted(kind))
                .bind(inbox.portal().value())
                .bind(inbox.id().value())
                .count()
                .then(
                        Sql.of(
                                        connection,
                                        """
                                        INSERT INTO inbox_%1$s (portal, inbox, %1$s)
                                        SELECT $1, $2, unnest($3::uuid[])
                                        """
                                                .formatted(kind))
                                .bind(inbox.portal().value())
                                .bind(inbox.id().value())
                                .bind(ids.toArray(UUID[]::new))
                                .count())
                .then();
    }

    private static Mono<Outcome<Inbox>> delete(
            Connection connection, PortalId portal, InboxId inbox, long version) {
        return find(connection, portal, inbox)
                .flatMap(found ->
                        Sql.of(
                                        connection,
                                        """
                                        DELETE FROM inbox
                                        WHERE portal = $1 AND id = $2 AND version = $3
                                        """)
                                .bind(portal.value())
                                .bind(inbox.value())
                                .bind(version)
                                .count()
                                .flatMap(deleted ->
                                        deleted == 0
                                                ? Versions.<Inbox>unchanged(
                                                        connection, "inbox", portal, inbox.value())
                                                : Mono.just(new Outcome.Saved<>(found))))
                .defaultIfEmpty(new Outcome.NotFound<>());
    }

    static Mono<Inbox> find(Connection connection, PortalId portal, InboxId inbox) {
        return Sql.of(connection, SELECT + " AND i.id = $2")
                .bind(portal.value())
                .bind(inbox.value())
                .first(PostgresInboxStore::inbox);
    }

    private static List<UUID> agents(Inbox inbox) {
        return sorted(inbox.agents(), AgentId::value);
    }

    private static List<UUID> teams(Inbox inbox) {
        return sorted(inbox.teams(), TeamId::value);
    }

    private static <T> List<UUID> sorted(Collection<T> ids, Function<T, UUID> value) {
        return ids.stream().map(value).sorted().toList();
    }

    private static Inbox inbox(Row row) {
        return new Inbox(
                new PortalId(Sql.get(row, "portal", UUID.class)),
                new InboxId(Sql.get(row, "id", UUID.class)),
                Sql.get(row, "name", String.class),
                StoredJson.channel(Sql.get(row, "channel", String.class)),
                Arrays.stream(Sql.get(row, "agents", UUID[].class))
                        .map(AgentId::new)
                        .collect(Collectors.toUnmodifiableSet()),
                Arrays.stream(Sql.get(row, "teams", UUID[].class))
                        .map(TeamId::new)
                        .collect(Collectors.toUnmodifiableSet()),
                Sql.get(row, "version", Long.class));
    }
}
