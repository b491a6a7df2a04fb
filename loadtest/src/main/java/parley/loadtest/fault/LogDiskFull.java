package parley.loadtest.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import parley.loadtest.cluster.Node;
import parley.loadtest.cluster.SmallFileSystem;

/// Row 46: the disk that one node's log goes to is full, and the node has much to say.
final class LogDiskFull implements Fault {
    private static final long BYTES = 8L * 1024 * 1024;
    private static final int CUTS = 6;
    private static final int CALLERS = 20;
    private static final Duration DIAL_WITHIN = Duration.ofSeconds(5);
    private static final Duration APART = Duration.ofSeconds(2);
    private static final String UNWRITTEN = "chat_log_dropped_total{reason=\"unwritten\"} ";

    @Override
    public int row() {
        return 46;
    }

    @Override
    public String what() {
        return "disk of one gateway's log full";
    }

    @Override
    public String obstacle() {
        return SmallFileSystem.obstacle();
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException {
        var node = site.anyNode();
        var usual = node.log();
        var launch = node.launch();
        try (var disk = SmallFileSystem.mounted(node.folder().resolve("log"), BYTES)) {
            node.logTo(disk.folder().resolve("node.log"));
            site.restart(node, launch.with("PARLEY_LOG_LEVEL", "debug"));
            disk.fill();
            site.mark("full");
            site.say("the disk of node " + node.number() + "'s log is full");
            talk(site, node);
            site.measured(
                    Figure.atLeast(
                            "lines lost, and counted", Meter.read(site, node, UNWRITTEN), "", 1));
            site.mark("back");
            disk.free();
            long before = Files.size(node.log());
            talk(site, node);
            site.measured(Figure.fact("writes again", Files.size(node.log()) > before));
            node.logTo(usual);
            site.restart(node, launch);
        }
    }

    /// Its link to Redis is cut, and visitors come and go: a line each.
    private static void talk(Site site, Node node) throws IOException, InterruptedException {
        for (int time = 0; time < CUTS; time++) {
            var _ = node.links().redis().resetAll();
            for (int caller = 0; caller < CALLERS; caller++) {
                int port = node.visitorAddress().getPort();
                Callers.greeted(site.crowd().stranger(), port, DIAL_WITHIN).close();
            }
            site.pass(APART);
        }
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        long full = window.mark("full");
        long back = window.mark("back");
        return List.of(
                Figure.atMost("connections lost while full", evidence.losses(full, back), "", 0),
                Figure.told("acks while full", evidence.ackRate(full, back), "/s"));
    }
}
