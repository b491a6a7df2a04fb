package parley.gateway.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.postgres.StoreFixture.get;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.redis.RedisBroker;
import parley.protocol.value.AgentId;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.VisitorId;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/// The race for agents. `-Dclaims.full=true` runs 5,000 messages and stops Redis for 30 s, else it
/// is 500 and 2 s; `-Dclaims.seed=…` closes in the same order again.
@DisplayName("8 workers on 2 nodes send first messages to 20 agents, who take 3 each")
class ClaimRaceIT {
    private static final boolean FULL = Boolean.getBoolean("claims.full");
    private static final long SEED = Long.getLong("claims.seed", System.nanoTime());
    private static final int MESSAGES = FULL ? 5_000 : 500;
    private static final Duration REDIS_AWAY = Duration.ofSeconds(FULL ? 30 : 2);
    private static final int WORKERS = 8;
    private static final int CLOSERS = 4;
    private static final int AGENTS = 20;
    private static final int LIMIT = 3;

    private final Office office = new Office();
    private final List<AgentId> agents = office.agents(AGENTS, LIMIT);
    private final ChatflowId chatflow = office.assigning(agents, List.of());
    private final Map<ConversationId, Sent> sent = new ConcurrentHashMap<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();

    /// When a first message left, and when its ack came.
    private record Sent(long at, long acked) {}

    /// A node with a link of its own to Redis.
    private record Node(OfficeNode office, Disposable link) implements AutoCloseable {
        static Node of(Office office, OwnRedis redis) {
            var broker =
                    new RedisBroker(
                            redis.config(), Schedulers.parallel(), new SimpleMeterRegistry());
            var link = broker.run().subscribe();
            Office.until(broker::connected);
            return new Node(new OfficeNode(office, broker), link);
        }

        @Override
        public void close() {
            office.close();
            link.dispose();
        }
    }

    @Test
    @DisplayName(
            "PEER-15: never above the limit, none stuck or lost, first come first served, always to the least"
                    + " loaded, with Redis flushed and stopped in between")
    void race() throws Exception {
        System.out.println("claims.seed=" + SEED + " messages=" + MESSAGES);
        watchLoads();
        long began = System.nanoTime();
        try (var redis = new OwnRedis();
                var one = Node.of(office, redis);
                var two = Node.of(office, redis);
                var threads = Executors.newFixedThreadPool(WORKERS + CLOSERS + 1)) {
            var nodes = List.of(one.office(), two.office());
            var working = new ArrayList<Future<?>>();
            for (int i = 0; i < WORKERS; i++) {
                var node = nodes.get(i % 2);
                working.add(threads.submit(() -> send(node)));
            }
            var closing = new ArrayList<Future<?>>();
            for (int i = 0; i < CLOSERS; i++) {
                var random = new Random(SEED + i);
                closing.add(threads.submit(() -> closeAtRandom(nodes, random)));
            }
            var breaking = threads.submit(() -> breakRedis(redis));
            for (var it : working) {
                it.get();
            }
            breaking.get();
            System.out.printf("sent after %.1f s%n", seconds(began));
            awaitAllServed();
            System.out.printf("all served after %.1f s%n", seconds(began));
            over.set(true);
            for (var it : closing) {
                it.get();
            }
        } finally {
            over.set(true);
        }
        neverAboveTheLimit();
        noneStuckOrLost();
        firstComeFirstServed();
        toTheLeastLoaded();
        office.stored.sql("DROP TRIGGER keep_load ON agent");
        office.close();
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    // ---- the race ----------------------------------------------------------------------------

    private void send(OfficeNode node) {
        while (begun.incrementAndGet() <= MESSAGES) {
            long at = System.nanoTime();
            var conversation = get(node.starts(chatflow, new VisitorId(UUID.randomUUID())));
            sent.put(conversation, new Sent(at, System.nanoTime()));
        }
    }

    /// Some of those that are open, whoever has them.
    private void closeAtRandom(List<OfficeNode> nodes, Random random) {
        while (!over.get()) {
            var open =
                    office.ask(
                            """
                            SELECT id || ' ' || assignee FROM conversation
                            WHERE portal = ? AND status = 'open' AND assignee IS NOT NULL
                            ORDER BY id
                            """,
                            office.portal().value());
            Collections.shuffle(open, random);
            for (var it : open.subList(0, open.size() / 3)) {
                var ids = it.split(" ");
                nodes.get(random.nextInt(nodes.size()))
                        .closes(AgentId.of(ids[1]), ConversationId.of(ids[0]));
            }
            LockSupport.parkNanos(Duration.ofMillis(random.nextInt(20)).toNanos());
        }
    }

    private void breakRedis(OwnRedis redis) {
        until(Duration.ofMinutes(5), () -> sent.size() > MESSAGES / 4);
        redis.flush();
        redis.stop();
        System.out.println("Redis is gone after " + sent.size() + " messages");
        LockSupport.parkNanos(REDIS_AWAY.toNanos());
        redis.start();
        System.out.println("Redis is back after " + sent.size() + " messages");
    }

    private void awaitAllServed() {
        until(
                Duration.ofMinutes(8),
                () ->
                        office.count(
                                        "SELECT count(*) FROM entry WHERE portal = ?"
                                                + " AND kind = 'assigned'",
                                        office.portal().value())
                                >= MESSAGES);
    }

    private static void until(Duration patience, java.util.function.BooleanSupplier fact) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!fact.getAsBoolean()) {
            assertThat(System.nanoTime()).as("never so").isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    // ---- what must hold ----------------------------------------------------------------------

    /// Keeps every load that an agent ever had, numbered under the agent's lock.
    private void watchLoads() {
        office.stored.sql(
                """
                CREATE TABLE load_history (
                    nr bigserial, agent uuid NOT NULL, before integer NOT NULL,
                    after integer NOT NULL)
                """);
        office.stored.sql(
                """
                CREATE FUNCTION keep_load() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    INSERT INTO load_history (agent, before, after)
                    VALUES (new.id, old.open, new.open);
                    RETURN NULL;
                END
                $$
                """);
        office.stored.sql(
                """
                CREATE TRIGGER keep_load AFTER UPDATE OF open ON agent FOR EACH ROW
                WHEN (new.open <> old.open) EXECUTE FUNCTION keep_load()
                """);
    }

    private void neverAboveTheLimit() {
        assertThat(office.count("SELECT max(after) FROM load_history"))
                .as("the most that anybody ever had")
                .isLessThanOrEqualTo(LIMIT);
        assertThat(
                        office.count(
                                """
                                SELECT max(load) FROM (
                                    SELECT sum(more) OVER (PARTITION BY agent ORDER BY at, more)
                                        AS load
                                    FROM (
                                        SELECT a.data ->> 'agent' AS agent, e.at,
                                               CASE e.kind WHEN 'assigned' THEN 1 ELSE -1 END
                                                   AS more
                                        FROM entry e
                                        JOIN entry a ON a.portal = e.portal
                                            AND a.conversation = e.conversation
                                            AND a.kind = 'assigned'
                                        WHERE e.portal = ? AND e.kind IN ('assigned', 'closed')
                                    ) changes
                                ) loads
                                """,
                                office.portal().value()))
                .as("the most that anybody ever had, by the log")
                .isLessThanOrEqualTo(LIMIT);
        assertThat(agents).as("and now").allMatch(it -> office.open(it) <= LIMIT);
    }

    private void noneStuckOrLost() {
        assertThat(sent).hasSize(MESSAGES);
        assertThat(
                        office.ask(
                                """
                                SELECT c.id || ': ' || string_agg(e.kind, ' ' ORDER BY e.seq)
                                FROM conversation c
                                JOIN entry e ON e.portal = c.portal AND e.conversation = c.id
                                WHERE c.portal = ?
                                GROUP BY c.id, c.status, c.last_seq
                                HAVING string_agg(e.kind || e.seq, ' ' ORDER BY e.seq)
                                       <> CASE c.status
                                              WHEN 'open' THEN 'message1 assigned2'
                                              ELSE 'message1 assigned2 closed3' END
                                    OR c.last_seq <> max(e.seq)
                                """,
                                office.portal().value()))
                .as("whose log is anything but message, assigned, and perhaps closed")
                .isEmpty();
        var served = office.served();
        assertThat(served).doesNotHaveDuplicates();
        assertThat(sent.keySet()).containsExactlyInAnyOrderElementsOf(served);
    }

    /// Whoever had an ack before another was sent is served before that other.
    private void firstComeFirstServed() {
        long latestSent = Long.MIN_VALUE;
        for (var conversation : office.served()) {
            var it = sent.get(conversation);
            assertThat(it.acked()).as("overtaken: " + conversation).isGreaterThan(latestSent);
            latestSent = Math.max(latestSent, it.at());
        }
    }

    /// Every conversation went to one of those who had the fewest: so loads that were level stay
    /// so.
    private void toTheLeastLoaded() {
        var loads = new HashMap<String, Integer>();
        agents.forEach(it -> loads.put(it.toString(), 0));
        int assigned = 0;
        var rows =
                office.ask(
                        "SELECT agent || ' ' || before || ' ' || after FROM load_history"
                                + " ORDER BY nr");
        for (var row : rows) {
            var columns = row.split(" ");
            int before = Integer.parseInt(columns[1]);
            int after = Integer.parseInt(columns[2]);
            assertThat(loads).as("the history is whole").containsEntry(columns[0], before);
            if (after > before) {
                assertThat(before)
                        .as("load of who got conversation " + ++assigned)
                        .isEqualTo(loads.values().stream().min(Comparator.naturalOrder()).get());
            }
            loads.put(columns[0], after);
        }
        assertThat(assigned).isEqualTo(MESSAGES);
    }
}
