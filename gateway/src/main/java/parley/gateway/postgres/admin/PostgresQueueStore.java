package parley.gateway.postgres.admin;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import parley.gateway.availability.AgentState;
import parley.gateway.availability.AssignmentRule;
import parley.gateway.availability.Staff;
import parley.gateway.availability.Team;
import parley.gateway.conversation.QueueStore;
import parley.gateway.routing.Plan;
import parley.gateway.routing.Plan.Waiting;
import parley.protocol.value.AgentId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import parley.protocol.value.TeamId;
import reactor.core.publisher.Mono;

/// The queues, in table `conversation`. One transaction serves: it reads who waits and who is there,
/// has room `routing` decide, and carries that out in one statement that locks what it changes.
public final class PostgresQueueStore implements QueueStore {
    /// How many are looked at together.
    static final int WINDOW = 64;

    /// How many windows deep it is looked for somebody who goes by another rule than those before.
    private static final int MAX_WINDOWS = 4;

    private final Transactions transactions;

    public PostgresQueueStore(Transactions transactions) {
        this.transactions = transactions;
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
        return transactions.of(portal, it -> new Serving(it, portal, inbox).run());
    }

    /// One transaction.
    private record Serving(Connection connection, PortalId portal, InboxId inbox) {
        Mono<Served> run() {
            return turn().flatMap(turn ->
                    turn.mine()
                            ? facts(turn.now())
                                    .flatMap(it -> windows(it, Set.of(), 1))
                                    .defaultIfEmpty(Served.Done.NOTHING)
                            : Mono.just(new Served.Busy()));
        }

        /// Everything is decided by the clock of the database: leases are counted by it, too.
        private record Turn(boolean mine, Instant now) {}

        private Mono<Turn> turn() {
            return Sql.of(
                            connection,
                            """
                            SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS mine,
                                   clock_timestamp() AS now
                            """)
                    .bind("queue:" + inbox)
                    .first(row ->
                            new Turn(
                                    Sql.get(row, "mine", Boolean.class),
                                    Sql.get(row, "now", Instant.class)));
        }

        private record Facts(
                parley.gateway.availability.Inbox inbox, Staff staff, Instant now) {}

        private Mono<Facts> facts(Instant now) {
            return PostgresInboxStore.find(connection, portal, inbox)
                    .flatMap(found ->
                            PostgresPresenceStore.states(connection, portal)
                                    .flatMap(agents ->
                                            PostgresTeamStore.list(connection, portal)
                                                    .map(teams ->
                                                            new Facts(
                                                                    found,
                                                                    staff(agents, teams),
                                                                    now))));
        }

        private static Staff staff(List<AgentState> agents, List<Team> teams) {
            return new Staff(
                    agents.stream()
                            .collect(
                                    Collectors.toUnmodifiableMap(
                                            it -> it.agent().id(), Function.identity())),
                    teams.stream()
                            .collect(Collectors.toUnmodifiableMap(Team::id, Function.identity())));
        }

        /// If those at the front wait for people who are full, those behind who go by another rule
        /// do not wait for them.
        private Mono<Served> windows(Facts facts, Set<UUID> without, int depth) {
            return window(without).flatMap(rows -> {
                var queue = rows.stream().map(Standing::waiting).toList();
                var plan = Plan.of(queue, facts.inbox(), facts.staff(), facts.now());
                boolean full = rows.size() == WINDOW;
                return carryOut(plan).flatMap(assigned -> {
                    int left = plan.leaving().size();
                    int gone = assigned.size() + left;
                    if (!full || gone > 0 || depth == MAX_WINDOWS) {
                        boolean waiting = depth > 1 || rows.size() > gone;
                        return Mono.just(
                                new Served.Done(assigned, left, waiting, full && gone > 0));
                    }
                    var others =
                            Stream.concat(without.stream(), rows.stream().map(Standing::rule))
                                    .collect(Collectors.toUnmodifiableSet());
                    return windows(facts, others, depth + 1);
                });
            });
        }

        private Mono<List<Standing>> window(Set<UUID> without) {
            return Sql.of(connection, "SELECT * FROM queue_window($1, $2, $3, $4)")
                    .bind(portal.value())
                    .bind(inbox.value())
                    .bind(without.toArray(UUID[]::new))
                    .bind(WINDOW)
                    .list(Standing::of);
        }

        private Mono<List<Entry>> carryOut(Plan plan) {
            var left =
                    plan.leaving().isEmpty()
                            ? Mono.just(List.<Boolean>of())
                            : Sql.of(connection, "SELECT leave_queue($1, $2)")
                                    .bind(portal.value())
                                    .bind(uuids(plan.leaving(), ConversationId::value))
                                    .list(_ -> true);
            return left.flatMap(_ ->
                    plan.claims().isEmpty()
                            ? Mono.just(List.<Entry>of())
                            : claim(plan.claims()));
        }

        private Mono<List<Entry>> claim(List<Plan.Claim> claims) {
            var groups = claims.stream().map(Plan.Claim::agents).distinct().toList();
            var agents = new ArrayList<UUID>();
            var groupOf = new ArrayList<Integer>();
            for (int group = 0; group < groups.size(); group++) {
                for (var agent : groups.get(group)) {
                    agents.add(agent.value());
                    groupOf.add(group);
                }
            }
            return Sql.of(
                            connection,
                            "SELECT * FROM claim_conversations($1, $2, $3, $4, $5, $6, $7)")
                    .bind(portal.value())
                    .bind(uuids(claims, it -> it.conversation().value()))
                    .bind(uuids(claims, it -> it.owner() == null ? null : it.owner().value()))
                    .bind(
                            claims.stream()
                                    .map(it -> groups.indexOf(it.agents()))
                                    .toArray(Integer[]::new))
                    .bind(claims.stream().map(Plan.Claim::leaveWhenFull).toArray(Boolean[]::new))
                    .bind(agents.toArray(UUID[]::new))
                    .bind(groupOf.toArray(Integer[]::new))
                    .list(FactRows::entry);
        }

        private static <T> @Nullable UUID[] uuids(
                List<T> of, Function<T, @Nullable UUID> value) {
            return of.stream().map(value).toArray(UUID[]::new);
        }
    }

    /// Somebody in the queue.
    ///
    /// @param rule what it goes by: a team, or else its chatflow, or else nothing but itself
    private record Standing(Waiting waiting, UUID rule) {
        static Standing of(Row row) {
            var id = Sql.get(row, "id", UUID.class);
            var rule = row.get("rule", UUID.class);
            var owner = row.get("owner", UUID.class);
            return new Standing(
                    new Waiting(
                            new ConversationId(id),
                            assignment(row),
                            owner == null ? null : new AgentId(owner),
                            set(row, "tried", AgentId::new)),
                    rule == null ? id : rule);
        }

        /// Whoever was handed to a team is routed by it alone.
        private static AssignmentRule assignment(Row row) {
            var team = row.get("team", UUID.class);
            if (team != null) {
                return new AssignmentRule(true, Set.of(), Set.of(new TeamId(team)), false);
            }
            return new AssignmentRule(
                    Sql.get(row, "auto", Boolean.class),
                    set(row, "users", AgentId::new),
                    set(row, "teams", TeamId::new),
                    Sql.get(row, "by_owner", Boolean.class));
        }

        private static <T> Set<T> set(Row row, String column, Function<UUID, T> of) {
            return Arrays.stream(Sql.get(row, column, UUID[].class))
                    .map(of)
                    .collect(Collectors.toUnmodifiableSet());
        }
    }
}
