package parley.loadtest.capacity;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import parley.loadtest.cluster.Cluster;
import parley.loadtest.cluster.Launch;
import parley.loadtest.cluster.Node;
import parley.loadtest.cluster.Tables;
import parley.loadtest.report.Origin;

/// The program: as many widgets as several gateways hold together, and the death of one. See
/// [FleetOptions#HELP].
public final class Fleet {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    /// Of one process of widgets: under the limit of 20,000 descriptors, with what comes over when
    /// a gateway dies still under the gateways' own.
    private static final int ONE_HOLDS = 14_300;

    private static final int ONE_GATEWAY_HOLDS = 19_000;

    /// The default of `admission.connectsPerSecond`.
    private static final int CONNECTS_PER_SECOND = 1_000;

    private static final int DIALS_PER_SECOND = 500;
    private static final int STARTS_PER_SECOND = 15;

    /// The default of `session.idleHeartbeat`; each widget pings once in it.
    private static final Duration HEARTBEAT = Duration.ofSeconds(45);

    private static final int SEGMENTS = 5;
    private static final Duration CONNECTED_WITHIN = Duration.ofMinutes(5);
    private static final Duration SLACK = Duration.ofMinutes(3);
    private static final Duration KILL_AFTER = Duration.ofSeconds(20);

    private static final String UP = "round 1, up to";
    private static final String SEGMENT_OVER = "pings";

    private static final double IDLE_MICROS = 1.5;
    private static final double BACK_MILLIS = 30_000;
    private static final double OTHERS_RATIO = 2;

    private static final String CHANNEL =
            "{\"accent\":\"#1e6b4a\",\"mode\":\"always\",\"replyTime\":\"minutes\"}";
    private static final String DEFINITION =
            """
            {"build":{"welcome":"Welcome!"},
             "target":{"include":[{"type":"url","operator":"all_pages"}]},
             "display":{"heading":{"kind":"branding","name":"Shop"},
                        "desktop":"prompt","mobile":"launcher"}}
            """;

    private final FleetOptions options;
    private final Clock clock;
    private final Instant started;
    private final Path folder;
    private final Table table = new Table();
    private final List<Harness> harnesses = new ArrayList<>();
    private boolean met = true;

    private Fleet(FleetOptions options, Clock clock, Path folder) {
        this.options = options;
        this.clock = clock;
        this.started = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        this.folder = folder;
    }

    /// @param arguments see `--help`
    @SuppressWarnings("TimeZoneUsage") // the one place where the clock is made
    public static void main(String[] arguments) throws Exception {
        if (List.of(arguments).contains("--help")) {
            System.out.print(FleetOptions.HELP);
            return;
        }
        try {
            var options = FleetOptions.of(List.of(arguments));
            var folder = Files.createTempDirectory("parley-fleet-");
            System.exit(new Fleet(options, Clock.systemUTC(), folder).run());
        } catch (IllegalArgumentException | IOException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    /// Who is served: a portal, and an agent of it.
    private record Shop(UUID portal, String token) {}

    private int run() throws Exception {
        var made = new ArrayList<Shop>();
        try (var cluster =
                Cluster.start(
                        folder,
                        new Cluster.Plan(
                                options.gateways(),
                                HEARTBEAT,
                                CONNECTS_PER_SECOND,
                                options.seed(),
                                launch()),
                        postgres -> {
                            try (var connection = postgres.connect()) {
                                made.add(
                                        shop(
                                                new Tables(
                                                        connection,
                                                        new SplittableRandom(options.seed()))));
                            }
                        },
                        this::say)) {
            boolean nothingLost = fill(cluster, made.getFirst());
            report();
            say(!nothingLost ? "LOST" : met ? "OK" : "NOTHING LOST, figures missed");
            return !nothingLost ? 1 : met ? 0 : 3;
        } finally {
            harnesses.forEach(Harness::close);
        }
    }

    /// As in production, in a container of 1 GB.
    private static Launch launch() {
        return Launch.current()
                .flagged("-XX:TieredStopAtLevel=4")
                .flagged("-Xms256m")
                .flagged("-Xmx512m")
                .with("PARLEY_REHEARSAL_VISITS", "20000")
                .with("PARLEY_ADMISSION_MAX_CONNECTIONS", Integer.toString(ONE_GATEWAY_HOLDS));
    }

    private static Shop shop(Tables tables) throws SQLException {
        var portal = tables.portal("Shop");
        var inbox = tables.inbox(portal, "Shop", CHANNEL);
        tables.chatflow(portal, inbox, 1, DEFINITION);
        return new Shop(portal, tables.agent(portal, inbox, 0).token());
    }

    private boolean fill(Cluster cluster, Shop shop) throws Exception {
        if (options.warm()) {
            for (int number = 0; number < options.gateways(); number++) {
                warm(cluster, number, shop);
            }
        }
        var gateways = new Gateways(cluster.nodes().stream().map(Node::pid).toList());
        double without = usedMegabytes();
        int processes = Math.ceilDiv(options.widgets(), ONE_HOLDS);
        int each = options.widgets() / processes;
        for (int number = 1; number < processes; number++) {
            harnesses.add(start("widgets " + number, holding(cluster, shop, each)));
        }
        for (var harness : harnesses) {
            var _ = harness.await(UP, 1, CONNECTED_WITHIN);
        }
        int last = options.widgets() - each * (processes - 1);
        var talker = start("widgets and chat", talking(cluster, shop, last));
        var others = List.copyOf(harnesses);
        harnesses.add(talker);
        var _ = talker.await(UP, 1, CONNECTED_WITHIN);
        idle(gateways, talker, without);
        chat(cluster, talker);
        return back(others, talker);
    }

    /// Half a minute of chat at one gateway, as if it had served before.
    private void warm(Cluster cluster, int number, Shop shop) throws Exception {
        var words =
                Stream.concat(
                                common(shop, List.of(cluster.nodes().get(number).visitorAddress())),
                                Stream.concat(
                                        agent(cluster, number + 1, shop),
                                        Stream.of(
                                                "--widgets",
                                                "400",
                                                "--rate",
                                                "200",
                                                "--hold",
                                                "12",
                                                "--pings",
                                                "50",
                                                "--active",
                                                "150",
                                                "--starts",
                                                "25",
                                                "--messages",
                                                "100")))
                        .toList();
        try (var harness = start("warming up gateway " + number, words)) {
            if (!harness.ends(SLACK)) {
                say("gateway " + number + " lost something while it was warmed up");
            }
        }
    }

    private List<String> holding(Cluster cluster, Shop shop, int widgets) {
        long seconds =
                SEGMENTS * (options.segment() + 7L)
                        + options.conversations() / STARTS_PER_SECOND
                        + 2L * ONE_HOLDS / DIALS_PER_SECOND;
        return filled(cluster, shop, widgets, Stream.of("--hold", Long.toString(seconds)));
    }

    private List<String> talking(Cluster cluster, Shop shop, int widgets) {
        var rates =
                Stream.concat(
                                Stream.of("0"),
                                Stream.generate(() -> Integer.toString(options.messages()))
                                        .limit(SEGMENTS - 1L))
                        .collect(Collectors.joining(","));
        return filled(
                cluster,
                shop,
                widgets,
                Stream.concat(
                        agent(cluster, options.gateways() - 1, shop),
                        Stream.of(
                                "--hold",
                                Integer.toString(options.segment()),
                                "--messages",
                                rates,
                                "--active",
                                Integer.toString(options.conversations()),
                                "--starts",
                                Integer.toString(STARTS_PER_SECOND))));
    }

    private List<String> filled(Cluster cluster, Shop shop, int widgets, Stream<String> more) {
        var all = cluster.nodes().stream().map(Node::visitorAddress).toList();
        int pings = Math.ceilDiv(widgets, (int) HEARTBEAT.toSeconds());
        return Stream.concat(
                        common(shop, all),
                        Stream.concat(
                                Stream.of(
                                        "--widgets",
                                        Integer.toString(widgets),
                                        "--rate",
                                        Integer.toString(DIALS_PER_SECOND),
                                        "--pings",
                                        Integer.toString(pings),
                                        "--losses",
                                        "yes"),
                                more))
                .toList();
    }

    private Stream<String> common(Shop shop, List<InetSocketAddress> gateways) {
        return Stream.of(
                "--portal",
                shop.portal().toString(),
                "--page",
                Tables.ORIGIN + "/products",
                "--visitors",
                gateways.stream().map(Fleet::url).collect(Collectors.joining(",")),
                "--seed",
                Long.toString(options.seed()),
                "--results",
                folder.resolve("results").toString());
    }

    private Stream<String> agent(Cluster cluster, int number, Shop shop) {
        var node = cluster.nodes().get(number % options.gateways());
        return Stream.of("--agents", url(node.agentAddress()), "--token", shop.token());
    }

    private static String url(InetSocketAddress address) {
        return "ws://" + address.getHostString() + ":" + address.getPort();
    }

    private Harness start(String name, List<String> words) throws IOException {
        return Harness.start(name, folder.resolve(name.replace(' ', '-')), words, this::say);
    }

    private void idle(Gateways gateways, Harness talker, double without) throws Exception {
        Thread.sleep(Duration.ofSeconds(4)); // the segment begins after two
        var from = gateways.use();
        long began = System.nanoTime();
        Thread.sleep(Duration.ofSeconds(options.segment() - 10));
        var use = gateways.use();
        double seconds = (System.nanoTime() - began) / 1e9;
        double micros = use.cpuSince(from) * 1e6 / seconds / options.widgets();
        table.row(
                "memory of the gateways",
                "%.2f GB, %.1f KB a widget with everything"
                        .formatted(use.rssBytes() / 1e9, use.rssBytes() / 1e3 / options.widgets()));
        table.row(
                "memory of the machine",
                "%.2f GB more than without widgets: theirs, the kernel's, the gateways'"
                        .formatted((usedMegabytes() - without) / 1e3));
        figure("CPU idle, us a connection and second", micros, IDLE_MICROS);
        var _ = talker.await(SEGMENT_OVER, 1, SLACK);
    }

    /// The third segment with chat is that of the kill.
    private void chat(Cluster cluster, Harness talker) throws Exception {
        var within = SLACK.plus(Duration.ofSeconds(options.segment()));
        var messages = "at %d/s: messages".formatted(options.messages());
        var _ = talker.await(messages, 1, within.plus(SLACK));
        var before = talker.await(messages, 2, within);
        var _ = talker.await(SEGMENT_OVER, 3, SLACK);
        if (options.kill()) {
            Thread.sleep(KILL_AFTER);
            var node = cluster.nodes().get((options.gateways() - 1) / 2);
            say("kill -9 gateway " + node.number());
            node.kill();
        }
        var meanwhile = talker.await(messages, 3, within);
        var after = talker.await(messages, 4, within);
        table.row("before: messages", before);
        table.row("while a gateway dies: messages", meanwhile);
        table.row("afterwards: messages", after);
        figure(
                "others' ack p99, times what it was",
                Harness.p99(meanwhile) / Harness.p99(before),
                OTHERS_RATIO);
    }

    private boolean back(List<Harness> others, Harness talker) throws Exception {
        boolean nothingLost = talker.ends(SLACK.multipliedBy(2));
        double worst = 0;
        long count = 0;
        for (var harness : Stream.concat(others.stream(), Stream.of(talker)).toList()) {
            nothingLost &= harness.ends(SLACK.multipliedBy(2));
            if (options.kill()) {
                var row = harness.await("back again", 1, Duration.ofSeconds(1));
                count += Long.parseLong(row.substring(0, row.indexOf(',')));
                worst = Math.max(worst, Harness.p99(row));
            }
        }
        if (options.kill()) {
            table.row("widgets that came back", Long.toString(count));
            figure("back, ms: p99 of the slowest process", worst, BACK_MILLIS);
        }
        return nothingLost;
    }

    private void figure(String what, double value, double atMost) {
        boolean good = value <= atMost;
        met &= good;
        table.row(what, "%.2f (<= %s) %s".formatted(value, atMost, good ? "met" : "MISSED"));
    }

    private static double usedMegabytes() throws IOException {
        long total = 0;
        long free = 0;
        for (var line : Files.readAllLines(Path.of("/proc/meminfo"))) {
            if (line.startsWith("MemTotal:")) {
                total = Long.parseLong(line.replaceAll("\\D", ""));
            } else if (line.startsWith("MemAvailable:")) {
                free = Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return (total - free) / 1024.0;
    }

    private void report() throws IOException {
        var kept =
                Files.createDirectories(
                        Path.of(options.results())
                                .resolve("fleet-" + started.toString().replaceAll("[:TZ-]", "")));
        var file =
                Files.writeString(
                        kept.resolve("summary.md"),
                        "# A fleet, %s\n\n%s; gateways with -Xmx512m, PostgreSQL, Redis and the clients beside them.\n\n%s\n\n```\n%s\n```\n"
                                .formatted(started, Origin.here(), options, table));
        var results = folder.resolve("results");
        if (Files.isDirectory(results)) {
            try (var runs = Files.list(results)) {
                for (var run : runs.sorted().toList()) {
                    Files.copy(run.resolve("plot.svg"), kept.resolve(run.getFileName() + ".svg"));
                }
            }
        }
        say("report: " + file.toAbsolutePath());
    }

    private void say(String line) {
        Table.say(TIME.format(LocalTime.ofInstant(clock.instant(), ZoneOffset.UTC)) + " " + line);
    }
}
