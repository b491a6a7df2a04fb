package parley.gateway.postgres.admin;

import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import parley.gateway.conversation.QueueStore;
import parley.gateway.postgres.Database;
import parley.gateway.routing.Plan;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// The queues, in table `conversation`. Reads who waits and who is there, has room `routing`
/// decide, and carries that out in one statement, which locks what it changes and decides again who
/// has room. Whatever was read before another node's statement finds those served gone, and the
/// rest in the same order.
public final class PostgresQueueStore implements QueueStore {
    /// How many are looked at together.
    static final int WINDOW = 64;

    /// How many windows deep it is looked for somebody who goes by another rule than those before.
    private static final int MAX_WINDOWS = 4;

    private final Transactions transactions;
    private final Database database;

    /// @param transactions for reading several things as of one moment
    /// @param database for changing what was decided, in one statement
    public PostgresQueueStore(Transactions transactions, Database database) {
        this.transactions = transactions;
        this.database = database;
    }

    @Override
    public Mono<List<InboxId>> queues(PortalId portal) {
        return transactions.of(
                portal,
                it ->
                        Sql.of(
                                        it,
                                        """
                                        SELECT DISTINCT inbox FROM conversation
                                        WHERE portal = $1 AND queued_at IS NOT NULL
                                        """)
                                .bind(portal.value())
                                .list(row -> new InboxId(Sql.get(row, "inbox", UUID.class))));
    }

    @Override
    public Mono<List<Queued>> queues(boolean all) {
        return transactions.ofNone(it ->
                Sql.of(it, "SELECT portal, inbox FROM waiting_queues($1)")
                        .bind(all)
                        .list(row ->
                                new Queued(
                                        new PortalId(Sql.get(row, "portal", UUID.class)),
                                        new InboxId(Sql.get(row, "inbox", UUID.class)))));
    }

    @Override
    public Mono<Served> serve(PortalId portal, InboxId inbox) {
        return serve(portal, inbox, Set.of(), 1);
    }

    /// If those at the front wait for people who are full, those behind who go by another rule do
    /// not wait for them.
    private Mono<Served> serve(PortalId portal, InboxId inbox, Set<UUID> without, int depth) {
        return transactions
                .of(portal, it -> read(it, portal, inbox, without))
                .flatMap(read ->
                        carryOut(portal, inbox, read.plan())
                                .flatMap(assigned -> {
                                    var served = read.served(assigned, depth);
                                    if (!read.full()
                                            || served.count() > 0
                                            || depth == MAX_WINDOWS) {
                                        return Mono.just(served);
                                    }
                                    var others = new HashSet<>(without);
                                    others.addAll(read.rules());
                                    return serve(portal, inbox, others, depth + 1)
                                            .map(it -> it.changingWithin(read.untilChange()));
                                }))
                .defaultIfEmpty(Served.NOTHING);
    }

    /// @param rows how many were looked at
    /// @param rules what they go by
    /// @param now by the clock of the database
    private record Read(Plan plan, int rows, Set<UUID> rules, Instant now) {
        /// Whether there may be more behind them.
        boolean full() {
            return rows == WINDOW;
        }

        @Nullable Duration untilChange() {
            var at = plan.nextChange();
            return at == null ? null : Duration.between(now, at);
        }

        Served served(List<Entry> assigned, int depth) {
            int left = plan.leaving().size();
            int gone = assigned.size() + left;
            boolean waiting = depth > 1 || rows > gone;
            return new Served(assigned, left, waiting, full() && gone > 0, untilChange());
        }
    }

    private static Mono<Read> read(
            Connection connection, PortalId portal, InboxId inbox, Set<UUID> without) {
        return RoutingFacts.of(connection, portal, inbox)
                .flatMap(facts ->
                        window(connection, portal, inbox, without).map(rows -> read(facts, rows)));
    }

    private static Read read(RoutingFacts facts, List<Standing> rows) {
        var queue = rows.stream().map(Standing::waiting).toList();
        return new Read(
                Plan.of(queue, facts.inbox(), facts.staff(), facts.now()),
                rows.size(),
                rows.stream().map(Standing::rule).collect(Collectors.toUnmodifiableSet()),
                facts.now());
    }

    private static Mono<List<Standing>> window(
            Connection connection, PortalId portal, InboxId inbox, Set<UUID> without) {
        return Sql.of(connection, "SELECT * FROM queue_window($1, $2, $3, $4)")
                .bind(portal.value())
                .bind(inbox.value())
                .bind(without.toArray(UUID[]::new))
                .bind(WINDOW)
                .list(Standing::of);
    }

    private Mono<List<Entry>> carryOut(PortalId portal, InboxId inbox, Plan plan) {
        var leaving = uuids(plan.leaving(), ConversationId::value);
        var left =
                plan.leaving().isEmpty()
                        ? Mono.<Void>empty()
                        : database.run(
                                "SELECT leave_queue($1, $2)",
                                it -> it.bind(0, portal.value()).bind(1, leaving));
        return left.then(
                Mono.defer(() ->
                        plan.claims().isEmpty()
                                ? Mono.just(List.of())
                                : claim(portal, inbox, plan.claims())));
    }

    private Mono<List<Entry>> claim(PortalId portal, InboxId inbox, List<Plan.Claim> claims) {
        var groups = claims.stream().map(Plan.Claim::agents).distinct().toList();
        var agents = new ArrayList<UUID>();
        var groupOf = new ArrayList<Integer>();
        for (int group = 0; group < groups.size(); group++) {
            for (var agent : groups.get(group)) {
                agents.add(agent.value());
                groupOf.add(group);
            }
        }
        return database.query(
                "SELECT * FROM claim_conversations($1, $2, $3, $4, $5, $6, $7, $8)",
                it ->
                        it.bind(0, portal.value())
                                .bind(1, inbox.value())
                                .bind(2, uuids(claims, claim -> claim.conversation().value()))
                                .bind(3, uuids(claims, PostgresQueueStore::owner))
                                .bind(
                                        4,
                                        claims.stream()
                                                .map(claim -> groups.indexOf(claim.agents()))
                                                .toArray(Integer[]::new))
                                .bind(
                                        5,
                                        claims.stream()
                                                .map(Plan.Claim::leaveWhenFull)
                                                .toArray(Boolean[]::new))
                                .bind(6, agents.toArray(UUID[]::new))
                                .bind(7, groupOf.toArray(Integer[]::new)),
                FactRows::entry);
    }

    private static @Nullable UUID owner(Plan.Claim claim) {
        return claim.owner() == null ? null : claim.owner().value();
    }

    private static <T> @Nullable UUID[] uuids(List<T> of, Function<T, @Nullable UUID> value) {
        return of.stream().map(value).toArray(UUID[]::new);
    }
}
