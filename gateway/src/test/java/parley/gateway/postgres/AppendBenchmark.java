package parley.gateway.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.HdrHistogram.ConcurrentHistogram;
import parley.gateway.TestServers;
import parley.gateway.conversation.Append;
import parley.gateway.conversation.Posted;
import parley.protocol.value.ConversationId;
import parley.protocol.value.VisitorId;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// How many appends a second are durable (`-Pappends`, see CONTRIBUTING.md): the writer, next to
/// one call a row over n connections, and to `pgbench` with the same function and batches; all on
/// one server in one run, taking turns, so that only the ratios count. Nothing here is a test.
public final class AppendBenchmark {
    private static final int CONVERSATIONS = Integer.getInteger("conversations", 20_000);
    private static final Duration TURN = Duration.ofSeconds(Integer.getInteger("seconds", 8));
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final int WAITING = 2_048;
    private static final int BATCH = WriterConfig.defaults().batch();
    private static final List<Integer> CONNECTIONS = List.of(1, 4, 8, 16, 32);
    private static final String BODY = "x".repeat(100);

    private final StoreFixture it = new StoreFixture(TestServers.postgres(), uncapped());
    private final List<StoreFixture.Chat> chats;

    private AppendBenchmark() {
        chats = chats();
    }

    /// One conversation may be written as fast as all of them.
    private static WriterConfig uncapped() {
        var usual = WriterConfig.defaults();
        return new WriterConfig(
                usual.shards(),
                usual.batch(),
                usual.queue(),
                usual.deadline(),
                usual.callLimit(),
                new AppendLimit(1_000_000, 1_000_000));
    }

    /// Runs everything and prints one table.
    public static void main(String[] arguments) throws IOException, InterruptedException {
        new AppendBenchmark().run();
        System.exit(0);
    }

    private record Line(String what, List<Double> perSecond) {
        double median() {
            return perSecond.stream().sorted().toList().get(perSecond.size() / 2);
        }
    }

    private void run() throws IOException, InterruptedException {
        System.out.println(
                "%d conversations, turns of %d s, %d rounds, fsync=%s, synchronous_commit=%s"
                        .formatted(
                                CONVERSATIONS,
                                TURN.toSeconds(),
                                ROUNDS,
                                it.ask("SHOW fsync").getFirst(),
                                it.ask("SHOW synchronous_commit").getFirst()));
        writer(chats, WAITING);
        var lines = new ArrayList<Line>();
        lines.add(new Line("writer, 2 shards, batches of up to 128", new ArrayList<>()));
        CONNECTIONS.forEach(
                n -> lines.add(new Line("one call a row, connections: " + n, new ArrayList<>())));
        lines.add(new Line("pgbench, 2 clients, batches of 128", new ArrayList<>()));
        lines.add(new Line("writer, one conversation", new ArrayList<>()));
        lines.add(new Line("one call a row, one conversation", new ArrayList<>()));
        for (int round = 1; round <= ROUNDS; round++) {
            int line = 0;
            lines.get(line++).perSecond().add(writer(chats, WAITING));
            for (int n : CONNECTIONS) {
                lines.get(line++).perSecond().add(oneByOne(chats, n));
            }
            lines.get(line++).perSecond().add(pgbench());
            lines.get(line++).perSecond().add(writer(chats.subList(0, 1), 256));
            lines.get(line).perSecond().add(oneByOne(chats.subList(0, 1), 1));
            System.out.println("round " + round + " of " + ROUNDS + " done");
        }
        report(lines);
        half(lines.getFirst().median() / 2);
        System.out.println(
                "conversations with holes: "
                        + it.count(
                                "SELECT count(*) FROM conversation c WHERE last_seq <>"
                                        + " (SELECT count(*) FROM entry e WHERE e.portal = c.portal"
                                        + " AND e.conversation = c.id AND e.stream = 'public')"));
    }

    private static void report(List<Line> lines) {
        double writer = lines.getFirst().median();
        for (var line : lines) {
            System.out.println(
                    "%-42s %8.0f/s   %s   writer is %.2f of it"
                            .formatted(
                                    line.what(),
                                    line.median(),
                                    line.perSecond().stream()
                                            .map(x -> "%.0f".formatted(x))
                                            .toList(),
                                    writer / line.median()));
        }
        double best = lines.subList(1, 6).stream().mapToDouble(Line::median).max().orElseThrow();
        System.out.println(
                "writer / best one call a row: %.2f (aim 3); writer / pgbench: %.2f (aim 0.6); into one"
                                .formatted(writer / best, writer / lines.get(6).median())
                        + " conversation: %.2f (aim 3)"
                                .formatted(lines.get(7).median() / lines.get(8).median()));
    }

    private Append next(List<StoreFixture.Chat> among, int n) {
        // A step that shares no factor with the count visits all before any again.
        var chat = among.get((int) (n * 7_919L % among.size()));
        return it.message(chat, UUID.randomUUID(), BODY);
    }

    /// As many as wait at once all the time.
    private double writer(List<StoreFixture.Chat> among, int waiting) {
        return rate(n -> it.writer.append(next(among, n)), waiting);
    }

    private double rate(java.util.function.IntFunction<Mono<Posted>> append, int waiting) {
        var stored = new LongAdder();
        long began = System.nanoTime();
        long end = began + TURN.toNanos();
        Flux.range(0, Integer.MAX_VALUE)
                .takeWhile(_ -> System.nanoTime() < end)
                .flatMap(append::apply, waiting)
                .doOnNext(posted -> {
                    if (posted instanceof Posted.Stored) {
                        stored.increment();
                    }
                })
                .blockLast();
        return stored.sum() * 1e9 / (System.nanoTime() - began);
    }

    private double oneByOne(List<StoreFixture.Chat> among, int connections) {
        var loops = Dial.loops("bench", 2);
        var factory = Dial.factory(StoreFixture.config(it.address), "bench", loops);
        var stored = new LongAdder();
        long began = System.nanoTime();
        long end = began + TURN.toNanos();
        Flux.range(0, connections)
                .flatMap(
                        lane ->
                                Flux.usingWhen(
                                        factory.create(),
                                        connection ->
                                                Flux.range(0, Integer.MAX_VALUE)
                                                        .takeWhile(_ -> System.nanoTime() < end)
                                                        .concatMap(
                                                                n ->
                                                                        AppendCall.batch(
                                                                                connection,
                                                                                List.of(
                                                                                        next(
                                                                                                among,
                                                                                                n
                                                                                                                * connections
                                                                                                        + lane))),
                                                                1),
                                        Dial::hangUp),
                        connections)
                .doOnNext(outcomes -> {
                    if (outcomes.getFirst().outcome().equals("stored")) {
                        stored.increment();
                    }
                })
                .blockLast();
        double rate = stored.sum() * 1e9 / (System.nanoTime() - began);
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(2)).block();
        return rate;
    }

    /// The same batches without our program: what the server and one round trip allow.
    private double pgbench() throws IOException, InterruptedException {
        var script = Path.of("target", "append.pgbench");
        Files.writeString(
                script,
                """
                \\set first random(1, %1$d) + :client_id * %2$d
                SELECT count(*) FROM append_batch(
                    (SELECT array_agg(b.portal) FROM bench b WHERE b.n >= :first AND b.n < :first + %3$d),
                    (SELECT array_agg(b.id) FROM bench b WHERE b.n >= :first AND b.n < :first + %3$d),
                    array_fill('public'::text, ARRAY[%3$d]), array_fill('visitor'::text, ARRAY[%3$d]),
                    (SELECT array_agg(b.visitor) FROM bench b WHERE b.n >= :first AND b.n < :first + %3$d),
                    (SELECT array_agg(gen_random_uuid()) FROM generate_series(1, %3$d)),
                    array_fill('%4$s'::text, ARRAY[%3$d])) WHERE outcome = 'stored';
                """
                        .formatted(CONVERSATIONS / 2 - BATCH, CONVERSATIONS / 2, BATCH, BODY));
        long before = entries();
        var process =
                new ProcessBuilder(
                                "pgbench",
                                "-n",
                                "-M",
                                "prepared",
                                "-c",
                                "2",
                                "-j",
                                "2",
                                "-T",
                                Long.toString(TURN.toSeconds()),
                                "-f",
                                script.toString(),
                                "-h",
                                "127.0.0.1",
                                "-p",
                                Integer.toString(it.address.port()),
                                "-U",
                                it.address.owner().user(),
                                it.address.database())
                        .redirectErrorStream(true);
        process.environment().put("PGPASSWORD", it.address.owner().password());
        Process running;
        try {
            running = process.start();
        } catch (IOException e) {
            System.out.println("no pgbench on this machine: " + e.getMessage());
            return Double.NaN;
        }
        var output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (running.waitFor() != 0) {
            throw new IOException("pgbench: " + output);
        }
        return (entries() - before) / (double) TURN.toSeconds();
    }

    private long entries() {
        return it.count("SELECT sum(last_seq) FROM conversation");
    }

    /// Latency at half the load, from the moment an append was due.
    private void half(double perSecond) {
        var latency = new ConcurrentHistogram(TimeUnit.SECONDS.toNanos(30), 3);
        var tick = Duration.ofMillis(5);
        double perTick = perSecond * tick.toMillis() / 1_000;
        int ticks = Math.toIntExact(TURN.multipliedBy(2).dividedBy(tick));
        long began = System.nanoTime();
        Flux.interval(tick)
                .take(ticks)
                .onBackpressureBuffer(ticks)
                .concatMap(n ->
                        Flux.fromStream(
                                        IntStream.range(
                                                        (int) (n * perTick),
                                                        (int) ((n + 1) * perTick))
                                                .boxed())
                                .map(number -> new Due(number, began + (n + 1) * tick.toNanos())))
                .flatMap(
                        due ->
                                it.writer
                                        .append(next(chats, due.number()))
                                        .doOnNext(_ ->
                                                latency.recordValue(
                                                        Math.max(1, System.nanoTime() - due.at()))),
                        WAITING * 4)
                .blockLast();
        System.out.println(
                "at %.0f/s: ack p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, %d appends"
                        .formatted(
                                perSecond,
                                latency.getValueAtPercentile(50) / 1e6,
                                latency.getValueAtPercentile(99) / 1e6,
                                latency.getValueAtPercentile(99.9) / 1e6,
                                latency.getTotalCount()));
    }

    private record Due(int number, long at) {}

    private List<StoreFixture.Chat> chats() {
        it.sql(
                "CREATE TABLE bench AS SELECT n::int AS n, ?::uuid AS portal, gen_random_uuid() AS id,"
                        + " gen_random_uuid() AS visitor FROM generate_series(1, ?) AS n",
                it.portal.value(),
                CONVERSATIONS);
        it.sql("CREATE UNIQUE INDEX ON bench (n)");
        it.sql("INSERT INTO visitor (portal, id) SELECT portal, visitor FROM bench");
        it.sql(
                "INSERT INTO conversation (portal, id, inbox, visitor) SELECT portal, id, ?, visitor"
                        + " FROM bench",
                it.inbox.value());
        it.sql("ANALYZE");
        return it.ask("SELECT id || ' ' || visitor FROM bench ORDER BY n").stream()
                .map(row -> row.toLowerCase(Locale.ROOT).split(" ", -1))
                .map(ids ->
                        new StoreFixture.Chat(
                                new VisitorId(UUID.fromString(ids[1])),
                                new ConversationId(UUID.fromString(ids[0]))))
                .toList();
    }
}
