package parley.loadtest.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import parley.loadtest.cluster.Node;
import parley.loadtest.websocket.WebSocketClient;

/// Row 39: one node may open no more files and sockets, and visitors come.
final class DescriptorsUsedUp implements Fault {
    private static final int SPARE = 3;
    private static final int CALLERS = 20;
    private static final long USUAL = 20_000;
    private static final Duration DIAL_WITHIN = Duration.ofMillis(500);
    private static final Duration WATCHED = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String SAID = "Too many open files";
    private static final double MOST_PROCESSOR = 10;
    private static final int MOST_LINES = 4;
    private static final double BACK_SECONDS = 2;

    @Override
    public int row() {
        return 39;
    }

    @Override
    public String what() {
        return "no descriptor left in one gateway";
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException {
        var node = site.anyNode();
        double usual = processor(site, node);
        long lines = complaints(node);
        var answered = new ArrayList<WebSocketClient>();
        node.limitDescriptors(node.descriptorsWith(SPARE));
        try {
            site.say("node " + node.number() + " can open nothing more");
            for (int caller = 0; caller < CALLERS; caller++) {
                call(site, node).ifPresent(answered::add);
            }
            double then = processor(site, node);
            int waiting = CALLERS - answered.size();
            site.measured(Figure.atLeast("visitors who wait", waiting, "", 1));
            site.measured(
                    Figure.atMost(
                            "of one processor beyond the usual",
                            Math.max(0, then - usual),
                            "%",
                            MOST_PROCESSOR));
            site.measured(
                    Figure.atMost(
                            "lines in the log", (double) complaints(node) - lines, "", MOST_LINES));
        } finally {
            node.limitDescriptors(USUAL);
            for (var caller : answered) {
                caller.reset();
            }
        }
        site.mark("back");
        long began = System.nanoTime();
        var again = call(site, node);
        while (again.isEmpty() && System.nanoTime() - began < PATIENCE.toNanos()) {
            site.pass(DIAL_WITHIN);
            again = call(site, node);
        }
        double back = (System.nanoTime() - began) / 1e9;
        site.measured(Figure.atMost("a visitor is answered after", back, "s", BACK_SECONDS));
        if (again.isPresent()) {
            again.get().close();
        }
    }

    private static Optional<WebSocketClient> call(Site site, Node node) {
        try {
            int port = node.visitorAddress().getPort();
            return Optional.of(Callers.dialled(site.crowd().stranger(), port, DIAL_WITHIN));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// Percent of one processor.
    private static double processor(Site site, Node node) throws InterruptedException {
        var before = node.processorTime();
        site.pass(WATCHED);
        return 100.0 * node.processorTime().minus(before).toMillis() / WATCHED.toMillis();
    }

    private static long complaints(Node node) throws IOException {
        try (var lines = Files.lines(node.log())) {
            return lines.filter(it -> it.contains(SAID)).count();
        }
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        return List.of(
                Figure.atMost(
                        "connections of others lost",
                        evidence.losses(window.from(), window.until()),
                        "",
                        0));
    }
}
