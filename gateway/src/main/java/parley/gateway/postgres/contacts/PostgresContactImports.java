package parley.gateway.postgres.contacts;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import parley.gateway.postgres.admin.Doorbell;
import parley.gateway.postgres.admin.Sql;
import parley.gateway.postgres.admin.Transactions;
import parley.gateway.visitor.store.ContactImports;
import parley.protocol.value.PortalId;
import parley.protocol.value.Problem;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/// Imports, in tables `contact` and `contact_import`: one transaction and three statements a batch,
/// however many rows it has.
public final class PostgresContactImports implements ContactImports {
    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String BEGIN =
            """
            INSERT INTO contact_import (portal, id, state) VALUES ($1, $2, 'running')
            ON CONFLICT (portal, id) DO UPDATE
            SET state = 'running', rows = 0, created = 0, updated = 0, refused = 0,
                problems = '[]', started_at = clock_timestamp(), changed_at = clock_timestamp()
            RETURNING *, problems::text AS found
            """;

    /// In order of the address, so that two imports at once do not lock each other out. A contact
    /// that is what the file says is not written.
    private static final String UPSERT =
            """
            INSERT INTO contact AS c (portal, email, name, owner, properties)
            SELECT $1, n.email, n.name, a.id, n.properties::jsonb
            FROM unnest($2::text[], $3::text[], $4::text[], $5::text[])
                     AS n(email, name, owner, properties)
            LEFT JOIN agent a ON a.portal = $1 AND lower(a.email) = n.owner
            ORDER BY n.email
            ON CONFLICT (portal, email) DO UPDATE
            SET name = coalesce(excluded.name, c.name),
                owner = coalesce(excluded.owner, c.owner),
                properties = c.properties || excluded.properties,
                version = c.version + 1, updated_at = clock_timestamp()
            WHERE c.name IS DISTINCT FROM coalesce(excluded.name, c.name)
               OR c.owner IS DISTINCT FROM coalesce(excluded.owner, c.owner)
               OR NOT c.properties @> excluded.properties
            RETURNING xmax = 0 AS created
            """;

    private static final String ADVANCE =
            """
            UPDATE contact_import
            SET rows = rows + $3, created = created + $4, updated = updated + $5,
                refused = refused + $6, changed_at = clock_timestamp(),
                problems = (
                    SELECT coalesce(jsonb_agg(p.problem ORDER BY p.ord), '[]')
                    FROM jsonb_array_elements(problems || $7::jsonb)
                             WITH ORDINALITY AS p(problem, ord)
                    WHERE p.ord <= 100)
            WHERE portal = $1 AND id = $2
            RETURNING *, problems::text AS found
            """;

    private final Transactions transactions;
    private final Doorbell doorbell;

    public PostgresContactImports(Transactions transactions, Doorbell doorbell) {
        this.transactions = transactions;
        this.doorbell = doorbell;
    }

    @Override
    public Mono<Progress> begin(PortalId portal, UUID id) {
        return transactions.of(
                portal,
                it ->
                        Sql.of(it, BEGIN)
                                .bind(portal.value())
                                .bind(id)
                                .first(PostgresContactImports::progress));
    }

    @Override
    public Mono<Progress> store(
            PortalId portal, UUID id, List<ContactRow> rows, List<RowProblem> refused) {
        return transactions.of(
                portal,
                it ->
                        strangers(it, portal, rows)
                                .flatMap(nobody -> {
                                    var problems = new ArrayList<>(refused);
                                    problems.addAll(nobody);
                                    var good = without(rows, nobody);
                                    return upsert(it, portal, good)
                                            .flatMap(created ->
                                                    advance(
                                                            it, portal, id, good, created,
                                                            problems));
                                }));
    }

    /// Rows whose owner is no agent.
    private static Mono<List<RowProblem>> strangers(
            Connection connection, PortalId portal, List<ContactRow> rows) {
        var wanted = new HashMap<String, List<ContactRow>>();
        for (var row : rows) {
            if (row.ownerEmail() != null) {
                wanted.computeIfAbsent(row.ownerEmail(), _ -> new ArrayList<>()).add(row);
            }
        }
        if (wanted.isEmpty()) {
            return Mono.just(List.of());
        }
        return Sql.of(
                        connection,
                        """
                        SELECT lower(email) AS email FROM agent
                        WHERE portal = $1 AND lower(email) = ANY ($2)
                        """)
                .bind(portal.value())
                .bind(wanted.keySet().toArray(String[]::new))
                .list(row -> Sql.get(row, "email", String.class))
                .map(known -> {
                    wanted.keySet().removeAll(known);
                    return wanted.values().stream()
                            .flatMap(Collection::stream)
                            .map(it ->
                                    new RowProblem(
                                            it.number(),
                                            new Problem(
                                                    "owner",
                                                    "\"" + it.ownerEmail() + "\"",
                                                    "the address of an agent")))
                            .toList();
                });
    }

    private static List<ContactRow> without(List<ContactRow> rows, List<RowProblem> problems) {
        var bad = problems.stream().map(RowProblem::row).toList();
        return rows.stream().filter(it -> !bad.contains(it.number())).toList();
    }

    /// How many were created, and how many changed. A contact that is twice in a batch is as the
    /// last row has it.
    private static Mono<Counted> upsert(
            Connection connection, PortalId portal, List<ContactRow> rows) {
        var merged = new LinkedHashMap<String, ContactRow>();
        rows.forEach(it -> merged.merge(it.email().value(), it, PostgresContactImports::later));
        if (merged.isEmpty()) {
            return Mono.just(new Counted(0, 0));
        }
        var all = List.copyOf(merged.values());
        return Sql.of(connection, UPSERT)
                .bind(portal.value())
                .bind(texts(all, it -> it.email().value()))
                .bind(texts(all, ContactRow::name))
                .bind(texts(all, ContactRow::ownerEmail))
                .bind(texts(all, it -> Properties.write(it.properties())))
                .list(row -> Sql.get(row, "created", Boolean.class))
                .map(it -> {
                    long created = it.stream().filter(isNew -> isNew).count();
                    return new Counted(created, it.size() - created);
                });
    }

    private static ContactRow later(ContactRow first, ContactRow second) {
        var properties = new HashMap<>(first.properties());
        properties.putAll(second.properties());
        return new ContactRow(
                second.number(),
                second.email(),
                second.name() == null ? first.name() : second.name(),
                second.ownerEmail() == null ? first.ownerEmail() : second.ownerEmail(),
                properties);
    }

    private static Mono<Progress> advance(
            Connection connection,
            PortalId portal,
            UUID id,
            List<ContactRow> good,
            Counted counted,
            List<RowProblem> refused) {
        return Sql.of(connection, ADVANCE)
                .bind(portal.value())
                .bind(id)
                .bind((long) good.size() + refused.size())
                .bind(counted.created)
                .bind(counted.changed)
                .bind((long) refused.size())
                .bind(written(refused))
                .first(PostgresContactImports::progress);
    }

    @Override
    public Mono<Progress> end(PortalId portal, UUID id, @Nullable RowProblem failure) {
        return transactions
                .of(
                        portal,
                        it ->
                                Sql.of(
                                                it,
                                                """
                                                UPDATE contact_import
                                                SET state = $3, changed_at = clock_timestamp(),
                                                    problems = problems || $4::jsonb
                                                WHERE portal = $1 AND id = $2
                                                RETURNING *, problems::text AS found
                                                """)
                                        .bind(portal.value())
                                        .bind(id)
                                        .bind(failure == null ? "done" : "failed")
                                        .bind(
                                                written(
                                                        failure == null
                                                                ? List.of()
                                                                : List.of(failure)))
                                        .first(PostgresContactImports::progress))
                .doOnNext(_ -> doorbell.contactChanged(portal, null))
                .doOnError(doorbell.unsure(portal, null));
    }

    @Override
    public Mono<Progress> find(PortalId portal, UUID id) {
        return transactions.of(
                portal,
                it ->
                        Sql.of(
                                        it,
                                        """
                                        SELECT *, problems::text AS found FROM contact_import
                                        WHERE portal = $1 AND id = $2
                                        """)
                                .bind(portal.value())
                                .bind(id)
                                .first(PostgresContactImports::progress));
    }

    private static @Nullable String[] texts(
            List<ContactRow> rows, Function<ContactRow, @Nullable String> text) {
        return rows.stream().map(text).toArray(String[]::new);
    }

    private static String written(List<RowProblem> problems) {
        var array = JSON.createArrayNode();
        problems.stream()
                .limit(MAX_PROBLEMS)
                .forEach(it ->
                        array.addObject()
                                .put("row", it.row())
                                .put("field", it.problem().path())
                                .put("value", it.problem().value())
                                .put("expected", it.problem().expected()));
        return array.toString();
    }

    private static Progress progress(Row row) {
        var problems = new ArrayList<RowProblem>();
        for (var it : JSON.readTree(Sql.get(row, "found", String.class))) {
            problems.add(
                    new RowProblem(
                            it.path("row").asLong(),
                            new Problem(
                                    it.path("field").asString(),
                                    it.path("value").asString(),
                                    it.path("expected").asString())));
        }
        return new Progress(
                Sql.get(row, "id", UUID.class),
                Sql.get(row, "state", String.class),
                Sql.get(row, "rows", Long.class),
                Sql.get(row, "created", Long.class),
                Sql.get(row, "updated", Long.class),
                Sql.get(row, "refused", Long.class),
                problems);
    }

    private record Counted(long created, long changed) {}
}
