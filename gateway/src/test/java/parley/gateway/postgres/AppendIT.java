package parley.gateway.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.postgres.StoreFixture.get;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import parley.gateway.TestServers;
import parley.gateway.conversation.Append;
import parley.gateway.conversation.Posted;
import parley.gateway.postgres.StoreFixture.Chat;
import parley.protocol.value.Actor;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.EntryKind;
import parley.protocol.value.PortalId;
import parley.protocol.value.Stream;
import parley.protocol.value.VisitorId;
import reactor.core.publisher.Flux;

@DisplayName("Appending to a conversation's log")
class AppendIT {
    private static StoreFixture it;

    @BeforeAll
    static void open() {
        it = new StoreFixture();
    }

    @AfterAll
    static void close() {
        it.close();
    }

    @Test
    @DisplayName("a message gets the next number of its stream, and reads back as it was sent")
    void stored() {
        var chat = it.chat();
        var cmid = UUID.randomUUID();

        var posted = get(it.append(it.message(chat, cmid, "second 🙂\nline")));

        assertThat(posted).isInstanceOf(Posted.Stored.class);
        var entry = ((Posted.Stored) posted).entry();
        assertThat(entry.seq()).isEqualTo(2);
        assertThat(((Posted.Stored) posted).inbox()).isEqualTo(it.inbox);
        assertThat(((Posted.Stored) posted).unassigned()).isTrue();
        assertThat(read(chat, Stream.PUBLIC, 1)).containsExactly(entry);
        assertThat(entry.kind()).isEqualTo(EntryKind.MESSAGE);
        assertThat(entry.actor()).isEqualTo(new Actor.Visitor(chat.visitor()));
    }

    @Test
    @DisplayName("a comment is numbered in the internal stream and unseen in the public one")
    void twoStreams() {
        var chat = it.chat();
        var note =
                it.append(
                        chat.id(),
                        Stream.INTERNAL,
                        new Actor.Agent(it.anna),
                        UUID.randomUUID(),
                        "vip");

        var posted = (Posted.Stored) get(it.append(note));

        assertThat(posted.entry().seq()).isEqualTo(1);
        assertThat(posted.entry().kind()).isEqualTo(EntryKind.COMMENT);
        assertThat(read(chat, Stream.PUBLIC, 0)).hasSize(1);
        assertThat(read(chat, Stream.INTERNAL, 0)).containsExactly(posted.entry());
        var heads = get(it.store.heads(List.of(chat.id()))).get(chat.id());
        assertThat(List.of(heads.head(), heads.internalHead())).containsExactly(1L, 1L);
    }

    @Test
    @DisplayName(
            "G2: the same message again gets the same number; another text under its key is refused")
    void idempotent() {
        var chat = it.chat();
        var cmid = UUID.randomUUID();
        var first = (Posted.Stored) get(it.append(it.message(chat, cmid, "once")));

        assertThat(get(it.append(it.message(chat, cmid, "once"))))
                .isEqualTo(new Posted.Duplicate(first.entry(), it.inbox));
        assertThat(get(it.append(it.message(chat, cmid, "twice"))))
                .isEqualTo(new Posted.CmidConflict());
        assertThat(read(chat, Stream.PUBLIC, 1)).containsExactly(first.entry());
    }

    @Test
    @DisplayName("G2: the key is the sender's: two senders may use the same one")
    void keyOfSender() {
        var chat = it.chat();
        var cmid = UUID.randomUUID();

        var visitor = get(it.append(it.message(chat, cmid, "same")));
        var agent = get(it.append(it.reply(chat, it.anna, cmid, "same")));

        assertThat(visitor).isInstanceOf(Posted.Stored.class);
        assertThat(agent).isInstanceOf(Posted.Stored.class);
    }

    @Test
    @DisplayName(
            "G13: another portal, another visitor, no such conversation: not found, all the same")
    void notFound() {
        var chat = it.chat();
        var other = new Chat(new VisitorId(UUID.randomUUID()), chat.id());
        var nowhere = new Chat(chat.visitor(), new ConversationId(UUID.randomUUID()));
        var mine = it.message(chat, UUID.randomUUID(), "mine");
        var foreign =
                new Append(
                        new PortalId(UUID.randomUUID()),
                        mine.conversation(),
                        mine.stream(),
                        mine.actor(),
                        mine.cmid(),
                        mine.text());

        assertThat(get(it.append(it.message(other, UUID.randomUUID(), "x"))))
                .isEqualTo(new Posted.NotFound());
        assertThat(get(it.append(it.message(nowhere, UUID.randomUUID(), "x"))))
                .isEqualTo(new Posted.NotFound());
        assertThat(get(it.append(foreign))).isEqualTo(new Posted.NotFound());
        assertThat(read(chat, Stream.PUBLIC, 1)).isEmpty();
        assertThat(get(it.store.read(foreign.portal(), chat.id(), Stream.PUBLIC, 0, 10))).isEmpty();
        assertThat(it.store.find(foreign.portal(), chat.id()).blockOptional()).isEmpty();
    }

    @Test
    @DisplayName("one call with one key twice: the first is stored, the rest are compared with it")
    void sameKeyInOneCall() {
        var chat = it.chat();
        var cmid = UUID.randomUUID();

        var outcomes =
                it.ask(
                        """
                        SELECT outcome || ' ' || seq FROM append_batch(
                            array_fill(?::uuid, '{4}'), array_fill(?::uuid, '{4}'),
                            array_fill('public'::text, '{4}'), array_fill('visitor'::text, '{4}'),
                            array_fill(?::uuid, '{4}'), array_fill(?::uuid, '{3}') || gen_random_uuid(),
                            ARRAY['a', 'a', 'b', 'c'])
                        """,
                        it.portal.value(), chat.id().value(), chat.visitor().value(), cmid);

        assertThat(outcomes)
                .containsExactly("stored 2", "duplicate 2", "cmid_conflict 2", "stored 3");
    }

    @Nested
    @DisplayName("while another transaction holds the conversation's row")
    class Locked {
        @Test
        @DisplayName("others go on at once, and its own message is stored when the row is free")
        void onlyItsOwnLaneWaits() throws Exception {
            var held = it.chat();
            var free = it.chat();
            try (var connection = TestServers.sql();
                    var statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute(
                        "SELECT 1 FROM conversation WHERE id = '" + held.id() + "' FOR UPDATE");
                var waits =
                        it.writer.append(it.message(held, UUID.randomUUID(), "late")).toFuture();

                var quick = get(it.append(it.message(free, UUID.randomUUID(), "now")));

                assertThat(quick).isInstanceOf(Posted.Stored.class);
                assertThat(waits).isNotDone();
                connection.rollback();
                assertThat(waits.get()).isInstanceOf(Posted.Stored.class);
            }
        }

        @Test
        @DisplayName(
                "the outcome is unknown within a second and a half, and sending again stores it once")
        void unknown() throws Exception {
            var chat = it.chat();
            var message = it.message(chat, UUID.randomUUID(), "stuck");
            try (var connection = TestServers.sql();
                    var statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute(
                        "SELECT 1 FROM conversation WHERE id = '" + chat.id() + "' FOR UPDATE");
                var posted = it.writer.append(message).block(Duration.ofMillis(1_500));
                assertThat(posted).isInstanceOf(Posted.Unknown.class);
                connection.rollback();
            }

            assertThat(get(it.append(message)))
                    .isInstanceOfAny(Posted.Stored.class, Posted.Duplicate.class);
            assertThat(read(chat, Stream.PUBLIC, 1)).hasSize(1);
        }
    }

    @Test
    @DisplayName(
            "G3: many senders on few conversations, a fifth of it sent again: no hole, nothing twice")
    void race() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var chats = IntStream.range(0, 5).mapToObj(_ -> it.chat()).toList();
        var sends = new ArrayList<Append>();
        for (int i = 0; i < 4_000; i++) {
            sends.add(
                    random.nextInt(5) == 0 && !sends.isEmpty()
                            ? sends.get(random.nextInt(sends.size()))
                            : send(chats.get(random.nextInt(chats.size())), random, i));
        }
        try (var second = new StoreFixture()) {
            var acked = new ConcurrentHashMap<String, Long>();
            var outcomes =
                    Flux.fromIterable(sends)
                            .flatMap(
                                    send ->
                                            StoreFixture.again(
                                                            (random.nextBoolean() ? it : second)
                                                                    .writer.append(send))
                                                    .doOnNext(posted ->
                                                            remember(acked, send, posted)),
                                    200)
                            .collect(
                                    Collectors.groupingBy(
                                            posted -> posted.getClass().getSimpleName(),
                                            Collectors.counting()))
                            .block(Duration.ofSeconds(60));

            System.out.printf("race: seed %d, %d sends, %s%n", seed, sends.size(), outcomes);
            assertThat(outcomes).containsOnlyKeys("Stored", "Duplicate");
            long unique =
                    sends.stream()
                            .map(send -> send.conversation() + "/" + send.cmid())
                            .distinct()
                            .count();
            assertThat(acked).hasSize((int) unique);
            // Less, where the first answer came too late and the next one was the first known.
            assertThat(outcomes.get("Stored")).isLessThanOrEqualTo(unique);
            chats.forEach(chat -> assertWhole(chat, acked));
        }
    }

    private static Append send(Chat chat, Random random, int number) {
        var cmid = UUID.randomUUID();
        return switch (random.nextInt(3)) {
            case 0 -> it.message(chat, cmid, "v" + number);
            case 1 -> it.reply(chat, it.anna, cmid, "a" + number);
            default ->
                    it.append(
                            chat.id(),
                            Stream.INTERNAL,
                            new Actor.Agent(it.bob),
                            cmid,
                            "n" + number);
        };
    }

    private static void remember(Map<String, Long> acked, Append send, Posted posted) {
        var entry = StoreFixture.entry(posted);
        var before = acked.put(send.conversation() + "/" + send.cmid(), entry.seq());
        assertThat(before).isIn(null, entry.seq());
    }

    private static void assertWhole(Chat chat, Map<String, Long> acked) {
        for (var stream : Stream.values()) {
            var entries = readAll(chat, stream);
            assertThat(entries.stream().map(Entry::seq))
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, entries.size())
                                    .mapToObj(Long::valueOf)
                                    .toList());
            entries.stream()
                    .skip(stream == Stream.PUBLIC ? 1 : 0)
                    .forEach(entry ->
                            assertThat(acked)
                                    .containsEntry(chat.id() + "/" + entry.cmid(), entry.seq()));
        }
    }

    @Test
    @DisplayName(
            "no plan of an append scans a table, though it was made when the tables were empty")
    void plans() throws Exception {
        var database = TestServers.freshDatabase();
        try (var own = new StoreFixture(database, WriterConfig.defaults());
                var session = TestServers.sql(database);
                var append =
                        session.prepareStatement(
                                """
                                SELECT count(*) FROM append_batch(
                                    array_fill(?::uuid, '{100}'), array_fill(?::uuid, '{100}'),
                                    array_fill('public'::text, '{100}'),
                                    array_fill('visitor'::text, '{100}'),
                                    array_fill(?::uuid, '{100}'),
                                    (SELECT array_agg(gen_random_uuid()) FROM generate_series(1, 100)),
                                    array_fill('text'::text, '{100}'))
                                """)) {
            var chat = own.chat();
            append.setObject(1, own.portal.value());
            append.setObject(2, chat.id().value());
            append.setObject(3, chat.visitor().value());
            long before = scans(session);
            for (int call = 0; call < 20; call++) {
                append.execute();
            }

            assertThat(scans(session)).isEqualTo(before);
            assertThat(own.count("SELECT count(*) FROM entry")).isEqualTo(2_001);
        }
    }

    private static long scans(Connection session) throws SQLException {
        try (var statement = session.createStatement()) {
            statement.execute("SELECT pg_stat_force_next_flush()");
            statement.execute("SELECT pg_stat_clear_snapshot()");
            var rows =
                    statement.executeQuery(
                            "SELECT sum(seq_scan) FROM pg_stat_user_tables"
                                    + " WHERE relname IN ('entry', 'conversation')");
            rows.next();
            return rows.getLong(1);
        }
    }

    private static List<Entry> read(Chat chat, Stream stream, long after) {
        return get(it.store.read(it.portal, chat.id(), stream, after, 200));
    }

    private static List<Entry> readAll(Chat chat, Stream stream) {
        var all = new ArrayList<Entry>();
        while (true) {
            var page = read(chat, stream, all.size());
            all.addAll(page);
            if (page.size() < 200) {
                return all;
            }
        }
    }
}
