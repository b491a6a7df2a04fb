package parley.gateway.postgres.admin;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import parley.gateway.conversation.AttendanceStore;
import parley.gateway.conversation.ConversationStore.Change;
import parley.gateway.routing.Unattended;
import parley.gateway.routing.Unattended.Situation;
import parley.protocol.value.AgentId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Who is not attended to, asked of all portals; what is done about it, done in one.
public final class PostgresAttendanceStore implements AttendanceStore {
    private static final int AT_ONCE = 200;
    private static final String CHANGE =
            "SELECT $2::uuid AS conversation, inbox, seq, id, kind, data, at FROM ";

    private final Transactions transactions;

    public PostgresAttendanceStore(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Mono<List<Neglected>> neglected(Unattended policy) {
        var unanswered = policy.unanswered();
        return transactions.ofNone(it ->
                Sql.of(it, "SELECT * FROM unattended_conversations($1, $2, $3, $4)")
                        .bindNullable(
                                unanswered == null ? null : (int) unanswered.toSeconds(),
                                Integer.class)
                        .bind((int) policy.vanishedAfter().toSeconds())
                        .bind(policy.vanished() != Unattended.WhenVanished.CLOSE)
                        .bind(policy.vanished() == Unattended.WhenVanished.NOTHING ? 0 : AT_ONCE)
                        .list(PostgresAttendanceStore::neglected));
    }

    private static Neglected neglected(Row row) {
        return new Neglected(
                portal(row),
                conversation(row),
                inbox(row),
                new AgentId(Sql.get(row, "agent", UUID.class)),
                Sql.get(row, "last_seq", Long.class),
                new Situation(
                        row.get("owed_since", Instant.class), row.get("gone_since", Instant.class)),
                Sql.get(row, "now", Instant.class));
    }

    @Override
    public Mono<Change> takeBack(Neglected neglected, boolean unanswered) {
        return transactions.of(
                neglected.portal(),
                it ->
                        Sql.of(it, CHANGE + "take_back($1, $2, $3, $4, $5, $6)")
                                .bind(neglected.portal().value())
                                .bind(neglected.conversation().value())
                                .bind(neglected.agent().value())
                                .bind(neglected.head())
                                .bind(unanswered ? "unanswered" : "vanished")
                                .bind(unanswered)
                                .first(PostgresAttendanceStore::change));
    }

    @Override
    public Mono<Change> close(Neglected neglected) {
        return transactions.of(
                neglected.portal(),
                it ->
                        Sql.of(
                                        it,
                                        CHANGE
                                                + "close_conversation($1, $2, NULL, 'vanished')"
                                                + " WHERE seq IS NOT NULL")
                                .bind(neglected.portal().value())
                                .bind(neglected.conversation().value())
                                .first(PostgresAttendanceStore::change));
    }

    @Override
    public Mono<List<Silent>> silent(Duration releasedAfter) {
        return transactions.ofNone(it ->
                Sql.of(it, "SELECT * FROM silent_conversations($1, $2)")
                        .bind((int) releasedAfter.toSeconds())
                        .bind(AT_ONCE)
                        .list(row ->
                                new Silent(
                                        portal(row),
                                        conversation(row),
                                        new AgentId(Sql.get(row, "agent", UUID.class)),
                                        Sql.get(row, "last_seq", Long.class),
                                        Sql.get(row, "silent_since", Instant.class),
                                        Sql.get(row, "now", Instant.class))));
    }

    @Override
    public Mono<Boolean> release(Silent silent) {
        return transactions.of(
                silent.portal(),
                it ->
                        Sql.of(it, "SELECT release_slot($1, $2, $3, $4) AS released")
                                .bind(silent.portal().value())
                                .bind(silent.conversation().value())
                                .bind(silent.agent().value())
                                .bind(silent.head())
                                .first(row -> Sql.get(row, "released", Boolean.class)));
    }

    @Override
    public Mono<List<Left>> left(Duration keepsPlace) {
        return transactions.ofNone(it ->
                Sql.of(it, "SELECT * FROM left_conversations($1, $2)")
                        .bind((int) keepsPlace.toSeconds())
                        .bind(AT_ONCE)
                        .list(row ->
                                new Left(
                                        portal(row),
                                        inbox(row),
                                        conversation(row),
                                        Sql.get(row, "left_at", Instant.class),
                                        Sql.get(row, "now", Instant.class))));
    }

    @Override
    public Mono<Change> miss(Left left) {
        return transactions.of(
                left.portal(),
                it ->
                        RoutingFacts.of(it, left.portal(), left.inbox())
                                .flatMap(facts ->
                                        standing(it, left)
                                                .filter(who -> facts.waitsForRoom(who.waiting())))
                                .flatMap(_ -> miss(it, left)));
    }

    private static Mono<Standing> standing(Connection connection, Left left) {
        return Sql.of(connection, "SELECT * FROM queue_places($1, $2)")
                .bind(left.portal().value())
                .bind(new UUID[] {left.conversation().value()})
                .first(Standing::of);
    }

    private static Mono<Change> miss(Connection connection, Left left) {
        return Sql.of(connection, CHANGE + "miss_conversation($1, $2, $3)")
                .bind(left.portal().value())
                .bind(left.conversation().value())
                .bind(left.leftAt())
                .first(PostgresAttendanceStore::change);
    }

    @Override
    public Mono<Integer> repairLoads() {
        return transactions.ofNone(it ->
                Sql.of(it, "SELECT repair_loads() AS n")
                        .first(row -> Sql.get(row, "n", Integer.class)));
    }

    private static Change change(Row row) {
        return new Change(inbox(row), List.of(FactRows.entry(row)));
    }

    private static PortalId portal(Row row) {
        return new PortalId(Sql.get(row, "portal", UUID.class));
    }

    private static InboxId inbox(Row row) {
        return new InboxId(Sql.get(row, "inbox", UUID.class));
    }

    private static ConversationId conversation(Row row) {
        return new ConversationId(Sql.get(row, "conversation", UUID.class));
    }
}
