package parley.loadtest.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import parley.loadtest.cluster.Launch;

/// Row 35: the wall clock of one node jumps, then PostgreSQL's; the monotonic ones go on
/// (libfaketime).
final class ClockJumps implements Fault {
    private static final List<String> JUMPS = List.of("+3600", "+259200", "+0", "-3600", "+0");
    private static final Duration LASTS = Duration.ofSeconds(8);
    private static final Duration SETTLES = Duration.ofSeconds(10);
    private static final Path LIBRARIES = Path.of("/usr/lib");
    private static final String LIBRARY = "faketime/libfaketime.so.1";
    private static final double GAP_SECONDS = 2;

    @Override
    public int row() {
        return 35;
    }

    @Override
    public String what() {
        return "the clock of a gateway, then PostgreSQL's, jumps by hours and days";
    }

    @Override
    public String obstacle() {
        return library().isEmpty() ? "needs libfaketime (apt-get install libfaketime)" : "";
    }

    private static String library() {
        try (Stream<Path> folders = Files.list(LIBRARIES)) {
            return folders.map(it -> it.resolve(LIBRARY))
                    .filter(Files::exists)
                    .map(Path::toString)
                    .findFirst()
                    .orElse("");
        } catch (IOException _) {
            return "";
        }
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException {
        var node = site.anyNode();
        var clock = Files.writeString(node.folder().resolve("clock"), "+0");
        var faked = faked(clock);
        var launch = node.launch();
        site.restart(node, with(launch, faked));
        site.pass(SETTLES);
        site.mark("node");
        jump(site, clock, "node " + node.number());
        site.mark("node over");
        site.restart(node, launch);
        var postgres = site.cluster().postgres();
        postgres.restart(faked);
        site.pass(SETTLES);
        site.mark("postgres");
        jump(site, clock, "PostgreSQL");
        site.mark("postgres over");
        postgres.restart(Map.of());
        site.mark("back");
    }

    private static Map<String, String> faked(Path clock) {
        return Map.of(
                "LD_PRELOAD",
                library(),
                "FAKETIME_TIMESTAMP_FILE",
                clock.toString(),
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0",
                "FAKETIME_CACHE_DURATION",
                "1");
    }

    private static Launch with(Launch launch, Map<String, String> environment) {
        var more = launch;
        for (var variable : environment.entrySet()) {
            more = more.with(variable.getKey(), variable.getValue());
        }
        return more;
    }

    private static void jump(Site site, Path clock, String whose)
            throws IOException, InterruptedException {
        for (var jump : JUMPS) {
            site.say("the clock of " + whose + " is off by " + jump + " s");
            Files.writeString(clock, jump);
            site.pass(LASTS);
        }
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        return Stream.of("node", "postgres").flatMap(it -> judge(evidence, window, it)).toList();
    }

    private static Stream<Figure> judge(Evidence evidence, Window window, String whose) {
        long from = window.mark(whose);
        long to = window.mark(whose + " over");
        return Stream.of(
                Figure.atMost(whose + ": connections lost", evidence.losses(from, to), "", 0),
                Figure.atMost(
                        whose + ": longest time without any ack",
                        evidence.longestGap(from, to),
                        "s",
                        GAP_SECONDS),
                Figure.told(whose + ": refused for good", evidence.refusedForGood(from, to), ""));
    }
}
