package parley.loadtest.fault;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// Row 34: many who were away for long come back in the same moment, each to a conversation of
/// their own. The gateway's reads have no meter: a page read beside them tells how the database is.
final class LongAway implements Fault {
    private static final int CLIENTS = 1_000;
    private static final int MISSING = 500;
    private static final long PATIENCE = Duration.ofSeconds(90).toNanos();
    private static final Duration APART = Duration.ofMillis(50);
    private static final double PAGE_MILLIS = 100;
    private static final String WRITE =
            """
            WITH who AS (SELECT * FROM unnest(?::uuid[], ?::uuid[]) AS w(visitor, conversation)),
            known AS (
                INSERT INTO visitor (portal, id) SELECT ?, visitor FROM who
                ON CONFLICT DO NOTHING)
            INSERT INTO conversation (
                portal, id, inbox, visitor, last_seq, status, closed_at, queued_at)
            SELECT i.portal, w.conversation, i.id, w.visitor, %1$d, 'closed', now(), NULL
            FROM who w, (SELECT portal, id FROM inbox WHERE portal = ? LIMIT 1) i
            """
                    .formatted(MISSING);
    private static final String FILL =
            """
            INSERT INTO entry (
                portal, conversation, stream, seq, kind, actor_kind, actor, cmid, body, at)
            SELECT c.portal, c.id, 'public', s, 'message', 'visitor', c.visitor,
                   gen_random_uuid(), 'message ' || s, now()
            FROM conversation c, generate_series(1, %d) s
            WHERE c.id = ANY (?)
            """
                    .formatted(MISSING);
    private static final String PAGE =
            """
            SELECT count(body) FROM (
                SELECT body FROM entry
                WHERE portal = ? AND conversation = ? AND stream = 'public' AND seq > 200
                ORDER BY seq LIMIT 200) page
            """;

    @Override
    public int row() {
        return 34;
    }

    @Override
    public String what() {
        return "%,d visitors come back for %d entries each".formatted(CLIENTS, MISSING);
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException, SQLException {
        var nodes = site.cluster().nodes();
        var away = new ArrayList<Absentee>();
        for (int number = 0; number < CLIENTS; number++) {
            away.add(Absentee.of(nodes.get(number % nodes.size()), site.crowd().stranger()));
        }
        try (var connection = site.cluster().postgres().connect()) {
            missed(connection, away);
            site.mark("return");
            comeBack(connection, away, site);
            site.mark("back");
            forget(connection, away);
        }
    }

    private static void missed(Connection connection, List<Absentee> away) throws SQLException {
        var portal = away.getFirst().self().portal();
        var conversations = array(connection, away, Absentee::conversation);
        try (var write = connection.prepareStatement(WRITE);
                var fill = connection.prepareStatement(FILL)) {
            write.setArray(1, array(connection, away, Absentee::visitor));
            write.setArray(2, conversations);
            write.setObject(3, portal);
            write.setObject(4, portal);
            write.execute();
            fill.setArray(1, conversations);
            fill.execute();
        }
    }

    private static void comeBack(Connection connection, List<Absentee> away, Site site)
            throws InterruptedException, SQLException {
        var epoch = epoch(connection);
        long until = System.nanoTime() + PATIENCE;
        var whole = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (var one : away) {
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    if (one.catchesUp(epoch, MISSING, until)) {
                                        whole.incrementAndGet();
                                    }
                                } catch (InterruptedException _) {
                                    Thread.currentThread().interrupt();
                                }
                            }));
        }
        var took = new ArrayList<Double>();
        while (threads.stream().anyMatch(Thread::isAlive)) {
            took.add(page(connection, away.get(site.random().nextInt(CLIENTS))));
            site.pass(APART);
        }
        var sorted = took.stream().mapToDouble(it -> it).sorted().toArray();
        site.measured(Figure.atMost("a page read p99", Latency.p99(sorted), "ms", PAGE_MILLIS));
        site.measured(Figure.exactly("visitors who hold everything", whole.get(), CLIENTS));
    }

    private static double page(Connection connection, Absentee of) throws SQLException {
        long began = System.nanoTime();
        try (var read = connection.prepareStatement(PAGE)) {
            read.setObject(1, of.self().portal());
            read.setObject(2, of.conversation());
            read.executeQuery().close();
        }
        return (System.nanoTime() - began) / 1e6;
    }

    private static String epoch(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var answer = statement.executeQuery("SELECT epoch::text FROM db_meta")) {
            answer.next();
            return answer.getString(1);
        }
    }

    /// What no gateway stored is not for the checker to hold in memory.
    private static void forget(Connection connection, List<Absentee> away) throws SQLException {
        var conversations = array(connection, away, Absentee::conversation);
        for (var sql :
                List.of(
                        "DELETE FROM entry WHERE conversation = ANY (?)",
                        "UPDATE conversation SET last_seq = 0 WHERE id = ANY (?)")) {
            try (var statement = connection.prepareStatement(sql)) {
                statement.setArray(1, conversations);
                statement.execute();
            }
        }
    }

    private static java.sql.Array array(
            Connection connection, List<Absentee> away, Function<Absentee, UUID> of)
            throws SQLException {
        return connection.createArrayOf("uuid", away.stream().map(of).toArray());
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        long begun = window.mark("return");
        long back = window.mark("back");
        var fresh = evidence.ackLatency(begun, back, _ -> true);
        var calm = evidence.ackLatency(window.calmFrom(), window.from(), _ -> true);
        return List.of(
                Figure.told("all hold everything after", (back - begun) / 1e9, "s"),
                Latency.judged("ack p99 beside them", Latency.p99(fresh), Latency.p99(calm), 2));
    }
}
