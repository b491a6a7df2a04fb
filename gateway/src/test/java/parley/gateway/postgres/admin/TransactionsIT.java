package parley.gateway.postgres.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static parley.gateway.postgres.StoreFixture.get;

import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.TestServers;
import parley.gateway.conversation.StoreUnavailable;
import parley.gateway.postgres.StoreFixture;
import parley.gateway.postgres.WriterConfig;
import reactor.core.publisher.Mono;

@DisplayName("Transactions of admins")
class TransactionsIT {
    private static final Duration LIMIT = Duration.ofMillis(800);

    private StoreFixture it;
    private Transactions transactions;

    @BeforeEach
    void open() {
        it = new StoreFixture(TestServers.freshDatabase(), WriterConfig.defaults());
        transactions = new Transactions(it.database, LIMIT);
    }

    @AfterEach
    void close() {
        it.close();
    }

    @Test
    @DisplayName("are finished although the caller is gone: no connection stays in the middle")
    void cancelled() {
        var caller =
                transactions.of(it.portal, sql -> rename(sql).then(sleep(sql, "0.3"))).subscribe();
        until(
                "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%'"
                        + " AND state = 'active' AND pid <> pg_backend_pid()",
                1);

        caller.dispose();

        assertThat(inTransaction()).as("goes on").isEqualTo(1);
        until(IN_TRANSACTION, 0);
        assertThat(it.ask("SELECT name FROM portal")).containsExactly("renamed");
        for (int i = 0; i < 20; i++) {
            assertThat(get(transactions.of(it.portal, TransactionsIT::name))).isEqualTo("renamed");
        }
    }

    @Test
    @DisplayName("that take too long fail with a reason, change nothing, and lose the connection")
    void tooLong() {
        long before = System.nanoTime();
        var never = transactions.of(it.portal, sql -> rename(sql).then(Mono.<String>never()));

        assertThatThrownBy(() -> get(never)).isInstanceOf(StoreUnavailable.class);

        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(LIMIT, LIMIT.plusSeconds(2));
        until(IN_TRANSACTION, 0);
        assertThat(get(transactions.of(it.portal, TransactionsIT::name))).isEqualTo("test");
    }

    @Test
    @DisplayName("whose connection is killed fail with a reason, and the next one has another")
    void killed() {
        var killed =
                transactions.of(
                        it.portal,
                        sql ->
                                rename(sql)
                                        .then(
                                                Sql.of(
                                                                sql,
                                                                "SELECT pg_terminate_backend("
                                                                        + "pg_backend_pid())")
                                                        .count()));

        assertThatThrownBy(() -> get(killed)).isInstanceOf(StoreUnavailable.class);

        assertThat(get(transactions.of(it.portal, TransactionsIT::name))).isEqualTo("test");
    }

    @Test
    @DisplayName("that fail leave nothing, and what the database said reaches the caller")
    void failed() {
        var failed =
                transactions.of(
                        it.portal, sql -> rename(sql).then(Sql.of(sql, "SELECT 1 / 0").count()));

        assertThatThrownBy(() -> get(failed)).hasMessageContaining("division by zero");

        assertThat(inTransaction()).isZero();
        assertThat(get(transactions.of(it.portal, TransactionsIT::name))).isEqualTo("test");
    }

    private static Mono<Long> rename(Connection connection) {
        return Sql.of(connection, "UPDATE portal SET name = 'renamed'").count();
    }

    private static Mono<List<Boolean>> sleep(Connection connection, String seconds) {
        return Sql.of(connection, "SELECT pg_sleep(" + seconds + ")").list(_ -> true);
    }

    private static Mono<String> name(Connection connection) {
        return Sql.of(connection, "SELECT name FROM portal")
                .first(row -> Sql.get(row, "name", String.class));
    }

    private static final String IN_TRANSACTION =
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'parley-pool'"
                    + " AND datname = current_database() AND xact_start IS NOT NULL";

    private long inTransaction() {
        return Long.parseLong(it.askAsSuperuser(IN_TRANSACTION).getFirst());
    }

    private void until(String count, long wanted) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (Long.parseLong(it.askAsSuperuser(count).getFirst()) != wanted) {
            assertThat(System.nanoTime()).as(count).isLessThan(deadline);
        }
    }
}
