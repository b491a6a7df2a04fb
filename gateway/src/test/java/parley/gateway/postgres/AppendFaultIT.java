package parley.gateway.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static parley.gateway.postgres.StoreFixture.get;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import parley.gateway.TestServers;
import parley.gateway.conversation.Append;
import parley.gateway.conversation.Posted;
import parley.gateway.postgres.StoreFixture.Chat;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@DisplayName("When PostgreSQL fails under an append")
class AppendFaultIT {
    private static final WriterConfig BIG =
            new WriterConfig(
                    1,
                    1_000,
                    10_000,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(5),
                    AppendLimit.USUAL);

    private StoreFixture it;

    @BeforeEach
    void open() {
        it = new StoreFixture(TestServers.freshDatabase(), BIG);
    }

    @AfterEach
    void close() {
        it.close();
    }

    /// Rows and "success" reach the gateway before the commit: only the end of the call counts.
    @Nested
    @DisplayName("at the commit, after the rows were answered")
    class AtCommit {
        private Chat chat;

        @BeforeEach
        void failAtCommit() {
            chat = it.chat();
            it.sql(
                    """
                    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                        IF NEW.body LIKE 'bad%' THEN
                            RAISE EXCEPTION 'refused at commit';
                        END IF;
                        RETURN NULL;
                    END $$
                    """);
            it.sql(
                    """
                    CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON entry
                    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()
                    """);
        }

        @Test
        @DisplayName("the call itself fails, for an answer of 1 row and of 1,000")
        void callFails() {
            var loops = Dial.loops("test", 1);
            var connection =
                    get(
                            Mono.from(
                                    Dial.factory(StoreFixture.config(it.address), "test", loops)
                                            .create()));
            for (int rows : new int[] {1, 1_000}) {
                assertThatThrownBy(() -> get(AppendCall.batch(connection, bad(rows))))
                        .hasMessageContaining("refused at commit");
            }
            get(Dial.hangUp(connection).then(loops.disposeLater()).thenReturn(true));
            assertStored(1);
        }

        @Test
        @DisplayName("one message is not acknowledged, and not stored")
        void one() {
            assertThat(get(it.writer.append(bad(1).getFirst()))).isInstanceOf(Posted.Unknown.class);
            assertStored(1);
        }

        @Test
        @DisplayName("of 1,000 messages none is acknowledged, and none stored")
        void thousand() {
            var posted =
                    Flux.fromIterable(bad(1_000))
                            .flatMap(it.writer::append, 1_000)
                            .collectList()
                            .block(Duration.ofSeconds(30));

            assertThat(posted).hasSize(1_000).hasOnlyElementsOfType(Posted.Unknown.class);
            assertStored(1);
        }

        @Test
        @DisplayName("a message that spoils its batch does not spoil its neighbours'")
        void neighbours() {
            var others = IntStream.range(0, 20).mapToObj(_ -> it.chat()).toList();
            var good =
                    Flux.fromIterable(others)
                            .map(chat -> it.message(chat, UUID.randomUUID(), "good"))
                            .flatMap(it::append, 20);
            var mixed =
                    Flux.merge(it.writer.append(bad(1).getFirst()), good)
                            .collectList()
                            .block(Duration.ofSeconds(30));
            assertThat(mixed.stream().filter(Posted.Stored.class::isInstance)).hasSize(20);
            assertThat(mixed.stream().filter(Posted.Unknown.class::isInstance)).hasSize(1);
        }

        private List<Append> bad(int count) {
            return IntStream.range(0, count)
                    .mapToObj(i -> it.message(chat, UUID.randomUUID(), "bad " + i))
                    .toList();
        }

        private void assertStored(long count) {
            assertThat(it.count("SELECT count(*) FROM entry")).isEqualTo(count);
            assertThat(
                            it.count(
                                    "SELECT last_seq FROM conversation WHERE id = ?",
                                    chat.id().value()))
                    .isEqualTo(count);
        }
    }

    @Test
    @DisplayName(
            "G12: frozen: the outcome is unknown within the deadline; sent again, it is stored once")
    void frozen() {
        var chat = it.chat();
        var sends =
                IntStream.range(0, 50)
                        .mapToObj(i -> it.message(chat, UUID.randomUUID(), "m" + i))
                        .toList();
        long before = System.nanoTime();
        try (var _ = new Frozen(it)) {
            var posted =
                    Flux.fromIterable(sends)
                            .flatMap(it.writer::append, 50)
                            .collectList()
                            .block(Duration.ofSeconds(10));
            assertThat(posted).hasOnlyElementsOfType(Posted.Unknown.class).hasSize(50);
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isLessThan(Duration.ofMillis(2_500));
        }

        var again =
                Flux.fromIterable(sends)
                        .flatMap(it::append, 50)
                        .collectList()
                        .block(Duration.ofSeconds(20));

        assertThat(again).allSatisfy(StoreFixture::entry);
        assertWhole(51);
        System.out.printf(
                "frozen: of 50 unknown sends %d had been stored%n",
                again.stream().filter(Posted.Duplicate.class::isInstance).count());
    }

    @Test
    @DisplayName(
            "frozen beyond the limit of a call: the connection is closed, and a new one serves")
    void frozenForLong() {
        var limits =
                new WriterConfig(
                        1,
                        128,
                        1_000,
                        Duration.ofMillis(200),
                        Duration.ofMillis(600),
                        AppendLimit.USUAL);
        try (var impatient = new StoreFixture(it.address, limits)) {
            var chat = impatient.chat();
            var stuck = impatient.message(chat, UUID.randomUUID(), "stuck");
            var backend = impatient.askAsSuperuser(WRITERS);
            try (var _ = new Frozen(impatient)) {
                assertThat(get(impatient.writer.append(stuck))).isInstanceOf(Posted.Unknown.class);
                Mono.delay(Duration.ofMillis(1_000)).block();
            }

            StoreFixture.entry(get(impatient.append(stuck)));

            assertThat(impatient.askAsSuperuser(WRITERS)).doesNotContainAnyElementsOf(backend);
            assertThat(impatient.count("SELECT count(*) FROM entry WHERE body = 'stuck'"))
                    .isEqualTo(1);
        }
    }

    private static final String WRITERS =
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'parley-writer-0'"
                    + " AND datname = current_database() ORDER BY backend_start DESC LIMIT 1";

    @Test
    @DisplayName(
            "its backends killed again and again: everything is stored once, in order, no hole")
    void killed() {
        var chats = IntStream.range(0, 10).mapToObj(_ -> it.chat()).toList();
        var kills = new AtomicInteger();
        var killing =
                Flux.interval(Duration.ofMillis(300))
                        .onBackpressureDrop()
                        .publishOn(Schedulers.boundedElastic(), 1)
                        .subscribe(_ -> kills.addAndGet(kill()));
        var posted =
                Flux.range(0, 3_000)
                        .flatMap(
                                i ->
                                        persist(
                                                it.message(
                                                        chats.get(i % 10),
                                                        UUID.randomUUID(),
                                                        "m" + i)),
                                50)
                        .collectList()
                        .block(Duration.ofSeconds(120));
        killing.dispose();

        System.out.printf("killed: %d acknowledged through %d kills%n", posted.size(), kills.get());
        assertThat(kills).hasPositiveValue();
        assertThat(posted).hasSize(3_000).allSatisfy(StoreFixture::entry);
        assertWhole(3_010);
    }

    private Mono<Posted> persist(Append append) {
        return it.writer
                .append(append)
                .filter(posted -> !(posted instanceof Posted.Unknown))
                .repeatWhenEmpty(200, again -> again.delayElements(Duration.ofMillis(20)));
    }

    private int kill() {
        return it.askAsSuperuser(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                + " WHERE application_name LIKE 'parley-%'"
                                + " AND datname = current_database()")
                .size();
    }

    private void assertWhole(long count) {
        assertThat(it.count("SELECT count(*) FROM entry")).isEqualTo(count);
        assertThat(it.count("SELECT sum(last_seq) FROM conversation")).isEqualTo(count);
        assertThat(
                        it.count(
                                """
                                SELECT count(*) FROM (
                                    SELECT seq <> row_number() OVER (
                                        PARTITION BY conversation, stream ORDER BY seq) AS hole
                                    FROM entry) e
                                WHERE hole
                                """))
                .isZero();
    }
}
